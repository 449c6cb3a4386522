"""dlint's reader says what BuildKit says, for every file of the corpora (`DLINT_CORPORA`)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dlinter.model.dockerfile import Env, ErrorKind, Form, Instruction, Label, Onbuild
from dlinter.model.dockerfile.directives import detect_syntax
from dlinter.model.dockerfile.heredoc import HeredocError, marks, parse
from dlinter.model.dockerfile.instructions import _KINDS
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
KEYWORDS = set(_KINDS)
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read")


def rows(name: str) -> Iterator[dict[str, Any]]:
    with (CORPORA / name).open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def args_of(instruction: Instruction) -> list[str]:
    if isinstance(instruction, (Env, Label)):
        return [v for p in instruction.pairs for v in (p.key.value, p.value.value if p.value else "", "" if p.legacy else "=")]
    return [a.value for a in instruction.args]


def told(instruction: Instruction, nested: bool = False) -> dict[str, Any]:
    """An instruction in the corpus' words."""
    return {
        "cmd": instruction.keyword.value,
        "flags": ["--" + f.name + ("" if f.value is None else "=" + f.value) for f in instruction.flags],
        "args": [] if isinstance(instruction, Onbuild) else args_of(instruction),
        "json": instruction.form is Form.EXEC,
        "lines": None if nested else (instruction.first_line, instruction.last_line),
        "heredocs": None if nested else [
            {"name": h.name, "fd": h.fd, "expand": h.expand, "chomp": h.chomp, "content": h.content} for h in instruction.heredocs
        ],
        "comments": None if nested else [c.text for c in instruction.comments],
        "sub": told(instruction.trigger, True) if isinstance(instruction, Onbuild) and instruction.trigger else None,
    }  # fmt: skip


def wanted(row: dict[str, Any], nested: bool = False) -> dict[str, Any]:
    return {
        "cmd": row["cmd"].upper(),
        "flags": row["flags"] or [],
        "args": [] if row["cmd"].upper() == "ONBUILD" else list(row["args"] or []),
        "json": row["json"],
        "lines": None if nested else (row["start"], row["end"]),
        "heredocs": None if nested else row["heredocs"] or [],
        "comments": None if nested else row["comments"] or [],
        "sub": wanted(row["sub"], True) if row.get("sub") else None,
    }


def differences(row: dict[str, Any]) -> list[str]:
    dockerfile = read(Text(row["dockerfile"].encode("utf-8", "surrogateescape")))
    parse_, out = row["parse"], []
    mine = [told(i) for i in dockerfile.instructions]
    theirs = [wanted(i) for i in parse_["insts"]]
    for m in [*mine, *[m["sub"] for m in mine if m["sub"]]]:
        m["args"] = m["args"] or []
    for t in [*theirs, *[t["sub"] for t in theirs if t["sub"]]]:
        if t["args"] == [""] and t["cmd"] not in KEYWORDS:  # BuildKit's node of an unknown instruction
            t["args"] = []
    out += [f"{m} is not {t}" for m, t in zip(mine, theirs, strict=False) if m != t]
    if len(mine) != len(theirs):
        out.append(f"{len(mine)} instructions, not {len(theirs)}")
    refused = [e for e in dockerfile.errors if e.kind is ErrorKind.PARSE]
    if bool(refused) != bool(parse_["err"]):
        out.append(f"refusals {refused}, BuildKit: {parse_['err']!r}")
    if [w.message for w in dockerfile.warnings] != (parse_["warnings"] or []):
        out.append(f"warnings {[w.message for w in dockerfile.warnings]}")
    if dockerfile.frontend != parse_["syntax"]:
        out.append(f"syntax {dockerfile.frontend!r}, not {parse_['syntax']!r}")
    wrong = [e for e in dockerfile.errors if e.kind is not ErrorKind.PARSE]
    if parse_["instr_err"] and not wrong:
        out.append(f"BuildKit refuses: {parse_['instr_err']}")
    if not parse_["instr_err"]:
        # The graph and values are refused later, in the build definition: `error` of the row.
        # What stands in an ONBUILD is refused when it runs, which dlint tells now.
        triggers = [i.trigger.span for i in dockerfile.instructions if isinstance(i, Onbuild) and i.trigger]
        early = [
            e for e in wrong
            if e.kind in (ErrorKind.INSTRUCTION, ErrorKind.UNKNOWN) and not any(e.span in span for span in triggers)
        ]
        if early and not row["error"]:
            out.append(f"dlint refuses: {early}")
        stages = [f"{s.name.lower()}|{s.from_.image.value if s.from_.image else ''}|{s.from_.platform.value if s.from_.platform else ''}|{len(s.instructions) - 1}" for s in dockerfile.stages]
        if stages != (parse_["stages"] or []):
            out.append(f"stages {stages}, not {parse_['stages']}")
    return out


@needs_corpora
def test_reads_as_buildkit_reads(capsys: pytest.CaptureFixture[str]) -> None:
    count, wrong = 0, {}
    for row in rows("buildkit_reads.jsonl"):
        count += 1
        if found := differences(row):
            wrong[row["id"]] = found
    with capsys.disabled():
        print(f"\nconformance: BuildKit reads {count - len(wrong)}/{count}")
    assert not wrong, "\n".join(f"{k}: {v[0][:600]}" for k, v in list(wrong.items())[:20])


@needs_corpora
def test_parser_cases(capsys: pytest.CaptureFixture[str]) -> None:
    wrong, count = [], 0
    for row in rows("buildkit_parser/index.jsonl"):
        count += 1
        dockerfile = read(Text(row["dockerfile"].encode("utf-8", "surrogateescape")))
        refused = any(e.kind is ErrorKind.PARSE for e in dockerfile.errors)
        if refused != (row["kind"] == "negative"):
            wrong.append((row["id"], row["kind"], dockerfile.errors))
    with capsys.disabled():
        print(f"\nconformance: BuildKit parser cases {count - len(wrong)}/{count}")
    assert not wrong


@needs_corpora
def test_extra_cases(capsys: pytest.CaptureFixture[str]) -> None:
    wrong, count = [], 0
    for row in rows("buildkit_parser/extra_cases.jsonl"):
        count += 1
        if not _extra(row):
            wrong.append(row)
    with capsys.disabled():
        print(f"\nconformance: BuildKit extra cases {count - len(wrong)}/{count}")
    assert not wrong


def _extra(row: dict[str, Any]) -> bool:
    kind = row["kind"]
    if kind == "json_array":
        run = read(Text(f"FROM a\nCMD {row['text']}\n".encode())).instructions[-1]
        return (None if run.form is not Form.EXEC else [a.value for a in run.args]) == row["expect"]
    if kind == "syntax_directive":
        return detect_syntax(row["dockerfile"].encode()) == (row["ref"] or "")
    if kind == "check_directive":
        directive = read(Text(row["dockerfile"].encode())).directive("check")
        value = directive.value.partition(" ")[0] if directive else None
        return value == row["value"] and (directive.line if directive else None) == row["line"]
    if kind == "instruction_error":
        errors = read(Text(row["dockerfile"].encode())).errors
        return any(row["error_contains"] in e.message for e in errors)
    if kind == "heredoc_word":
        try:
            mark = parse(row["text"])
        except HeredocError:
            return bool(row["result"] == "error")
        return (mark.name if mark else None) == row["result"]
    if kind == "heredocs_from_line":
        return [m.name for m in marks(row["text"], 0, len(row["text"]))] == row["names"]
    if kind == "heredocs":
        found = [h for i in read(Text(row["dockerfile"].encode())).instructions for h in i.heredocs]
        return bool(found)
    return False
