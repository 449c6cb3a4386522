"""dlint's reader says what BuildKit says, for every file of the corpora (`DLINT_CORPORA`)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dlinter.model.dockerfile import Dockerfile, Env, ErrorKind, Form, Instruction, Label, Onbuild, ReadError
from dlinter.model.dockerfile.directives import detect_syntax
from dlinter.model.dockerfile.heredoc import HeredocError, marks, parse
from dlinter.model.dockerfile.instructions import _KINDS
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
KEYWORDS = set(_KINDS)
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read"
)


def rows(name: str) -> Iterator[dict[str, Any]]:
    with (CORPORA / name).open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def args_of(instruction: Instruction) -> list[str]:
    if isinstance(instruction, (Env, Label)):
        return [
            v
            for p in instruction.pairs
            for v in (p.key.value, p.value.value if p.value else "", "" if p.legacy else "=")
        ]
    return [a.value for a in instruction.args]


def heredocs_of(dockerfile: Dockerfile, instruction: Instruction) -> list[dict[str, Any]]:
    """The heredocs with their bodies as they stand in the file: BuildKit cuts the tabs of `<<-` later."""
    for heredoc in instruction.heredocs:
        if not heredoc.chomp:
            assert heredoc.content == dockerfile.text.slice(heredoc.body)
        else:
            assert heredoc.content == re.sub(r"(?m)^\t+", "", dockerfile.text.slice(heredoc.body))
    return [
        {"name": h.name, "fd": h.fd, "expand": h.expand, "chomp": h.chomp,
            "content": dockerfile.text.slice(h.body)}
        for h in instruction.heredocs
    ]


def original(dockerfile: Dockerfile, instruction: Instruction) -> str:
    """The logical line from the source ranges."""
    data = dockerfile.text.data
    return b"".join(data[p.start : p.end] for p in instruction.pieces).decode("utf-8", "surrogateescape")


def told(dockerfile: Dockerfile, instruction: Instruction, nested: bool = False) -> dict[str, Any]:
    """An instruction in the corpus' words."""
    return {
        "cmd": instruction.keyword.value,
        "flags": ["--" + f.name + ("" if f.value is None else "=" + f.value) for f in instruction.flags],
        "args": [] if isinstance(instruction, Onbuild) else args_of(instruction),
        "json": instruction.form is Form.EXEC,
        "lines": None if nested else (instruction.first_line, instruction.last_line),
        "heredocs": None if nested else heredocs_of(dockerfile, instruction),
        "original": None if nested else original(dockerfile, instruction),
        "comments": None if nested else [c.text for c in instruction.comments],
        "sub": told(dockerfile, instruction.trigger, True) if isinstance(instruction, Onbuild)
        and instruction.trigger else None,
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
        "original": None if nested else row["original"],
        "sub": wanted(row["sub"], True) if row.get("sub") else None,
    }


def differences(row: dict[str, Any]) -> list[str]:
    dockerfile = read(Text(row["dockerfile"].encode("utf-8", "surrogateescape")))
    parse_, out = row["parse"], []
    mine = [told(dockerfile, i) for i in dockerfile.instructions]
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
    check = dockerfile.directive("check")
    if (check.value.partition(" ")[0] if check else "") != parse_["check"]:
        out.append(f"check {check}, not {parse_['check']!r}")
    if dockerfile.escape != parse_["escape"]:
        out.append(f"escape {dockerfile.escape!r}")
    wrong = [e for e in dockerfile.errors if e.kind is not ErrorKind.PARSE]
    if parse_["instr_err"]:
        out += refusal(parse_["instr_err"], wrong)
    if not parse_["instr_err"]:
        # The graph and values are refused later, in the build definition: `error` of the row.
        # What stands in an ONBUILD is refused when it runs, which dlint tells now.
        triggers = [i.trigger.span for i in dockerfile.instructions if isinstance(i, Onbuild) and i.trigger]
        early = [
            e for e in wrong
            if e.kind in (ErrorKind.INSTRUCTION, ErrorKind.UNKNOWN)
            and not any(e.span in span for span in triggers)
        ]
        if early and not row["error"]:
            out.append(f"dlint refuses: {early}")
        stages = [
            f"{s.name.lower()}|{s.from_.image.value if s.from_.image else ''}|"
            f"{s.from_.platform.value if s.from_.platform else ''}|{len(s.instructions) - 1}"
            for s in dockerfile.stages
        ]
        if stages != (parse_["stages"] or []):
            out.append(f"stages {stages}, not {parse_['stages']}")
    return out


def refusal(told_: str, mine: list[ReadError]) -> list[str]:
    """BuildKit stops at its first refusal: dlint's first one must say the same, of the same line."""
    if not mine:
        return [f"BuildKit refuses: {told_}"]
    at = re.match(r"dockerfile parse error on line (\d+): (.*)", told_, re.S)
    line, message = (int(at[1]), at[2]) if at else (mine[0].line, told_)
    message = re.sub(r" \(did you mean .*\?\)$", "", message)
    if mine[0].line != line or message not in mine[0].message:
        return [f"BuildKit refuses line {line}: {message}; dlint {mine[0]}"]
    return []


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


def dump(instruction: Instruction, dockerfile: Dockerfile) -> str:
    """The instruction as BuildKit's parser prints its node."""
    parts = [instruction.keyword.value.lower()]
    if instruction.flags:
        parts.append("[" + " ".join(quote(f) for f in told(dockerfile, instruction, True)["flags"]) + "]")
    if isinstance(instruction, Onbuild) and instruction.trigger is not None:
        parts.append(dump(instruction.trigger, dockerfile))
    else:
        parts += [quote(a) for a in args_of(instruction)]
    return "(" + " ".join(parts) + ")"


def quote(value: str) -> str:
    """As Go's strconv.Quote writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\\u00", "\\x")


@needs_corpora
def test_parser_cases(capsys: pytest.CaptureFixture[str]) -> None:
    wrong, count = [], 0
    for row in rows("buildkit_parser/index.jsonl"):
        count += 1
        dockerfile = read(Text((CORPORA / "buildkit_parser" / row["dockerfile_path"]).read_bytes()))
        refused = any(e.kind is ErrorKind.PARSE for e in dockerfile.errors)
        if refused != (row["kind"] == "negative"):
            wrong.append((row["id"], row["kind"], dockerfile.errors))
        if row["kind"] == "positive":
            mine = [dump(i, dockerfile) for i in dockerfile.instructions]
            if mine != row["result"].strip().split("\n"):
                wrong.append((row["id"], mine, row["result"]))
        if "expect_lines" in row:
            lines = [[i.first_line, i.last_line] for i in dockerfile.instructions]
            if lines != row["expect_lines"]["children"]:
                wrong.append((row["id"], lines, row["expect_lines"]))
    with capsys.disabled():
        print(f"\nconformance: BuildKit parser cases {count - len(wrong)}/{count}")
    assert not wrong


VACUOUS = ("RUN <<- EOF",)
"""Cases of BuildKit's own test that hold whatever it finds: `TestHeredocsFromLine` compares the heredocs that
it gets, and here gets none, for white space may follow `<<` alone (`shell/lex.go`, `processPossibleHeredoc`);
a build says "unknown instruction" (moby/buildkit#6822)."""


@needs_corpora
def test_extra_cases(capsys: pytest.CaptureFixture[str]) -> None:
    wrong, count = [], 0
    for row in rows("buildkit_parser/extra_cases.jsonl"):
        count += 1
        if not _extra(row) and row.get("text") not in VACUOUS:
            wrong.append(row)
    with capsys.disabled():
        print(f"\nconformance: BuildKit extra cases {count - len(wrong)}/{count}")
    assert not wrong


def _extra(row: dict[str, Any]) -> bool:
    kind = row["kind"]
    if kind == "json_array":
        run = read(Text(f"FROM a\nCMD {row['text']}\n".encode())).instructions[-1]
        return bool((None if run.form is not Form.EXEC else [a.value for a in run.args]) == row["expect"])
    if kind == "syntax_directive":
        return bool(detect_syntax(row["dockerfile"].encode()) == (row["ref"] or ""))
    if kind == "check_directive":
        directive = read(Text(row["dockerfile"].encode())).directive("check")
        value = directive.value.partition(" ")[0] if directive else None
        return bool(value == row["value"] and (directive.line if directive else None) == row["line"])
    if kind == "instruction_error":
        errors = read(Text(row["dockerfile"].encode())).errors
        return any(row["error_contains"] in e.message for e in errors)
    if kind == "heredoc_word":
        try:
            mark = parse(row["text"])
        except HeredocError:
            return bool(row["result"] == "error")
        return bool((mark.name if mark else None) == row["result"])
    if kind == "heredocs_from_line":
        return bool([m.name for m in marks(row["text"], 0, len(row["text"]))] == row["names"])
    if kind == "heredocs":
        dockerfile = read(Text(row["dockerfile"].encode()))
        found = [heredocs_of(dockerfile, i) for i in dockerfile.instructions[1:]]
        return found == [h or [] for h in row["per_instruction_after_from"]]
    return False


def test_white_space_after_the_dash_is_no_heredoc() -> None:
    dockerfile = read(Text(b"FROM a\nRUN cat <<- EOF > /hello.txt\n\thello\nEOF\n"))
    assert [i.heredocs for i in dockerfile.instructions[:2]] == [(), ()]
    assert any("unknown instruction: hello" in e.message for e in dockerfile.errors)
