"""The last stage's environment, labels, working directory and user are what BuildKit makes of them, and so
are its warnings of undefined variables, for every file of the corpora (`DLINT_CORPORA`)."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dlinter.model.dockerfile import From
from dlinter.model.dockerfile.reader import read
from dlinter.model.dockerfile.scope import Scope
from dlinter.model.text import Text

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read"
)

PLATFORM = {
    "BUILDPLATFORM": "linux/amd64", "BUILDOS": "linux", "BUILDOSVERSION": "", "BUILDARCH": "amd64",
    "BUILDVARIANT": "",
    "TARGETPLATFORM": "linux/amd64", "TARGETOS": "linux", "TARGETOSVERSION": "", "TARGETARCH": "amd64",
    "TARGETVARIANT": "",
}  # fmt: skip


def rows() -> Iterator[dict[str, Any]]:
    with (CORPORA / "buildkit_reads.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def scope_of(row: dict[str, Any]) -> Scope:
    dockerfile = read(Text(row["dockerfile"].encode("utf-8", "surrogateescape")))
    target = (
        dockerfile.stages[-1].name.lower() if dockerfile.stages and dockerfile.stages[-1].name else "default"
    )
    return Scope(
        dockerfile, build_args={}, base_env={"PATH": "/usr/bin"}, platform=PLATFORM | {"TARGETSTAGE": target}
    )


@needs_corpora
def test_last_state_of_the_last_stage(capsys: pytest.CaptureFixture[str]) -> None:
    count, wrong = 0, {}
    for row in rows():
        if row["error"] is not None or row["env"] is None:
            continue
        count += 1
        scope = scope_of(row)
        assert scope.dockerfile.final is not None
        config = scope.config(scope.dockerfile.final)
        mine = {
            "env": config.env_list,
            "labels": dict(config.labels),
            "workdir": config.workdir,
            "user": config.user,
        }
        theirs = {
            "env": row["env"],
            "labels": row["labels"] or {},
            "workdir": row["workdir"],
            "user": row["user"],
        }
        differing = {key: (mine[key], theirs[key]) for key in mine if mine[key] != theirs[key]}
        if differing or None in config.env.values():
            wrong[row["id"]] = differing
    with capsys.disabled():
        print(f"\nconformance: env, labels, workdir, user {count - len(wrong)}/{count}")
    assert count > 700
    assert not wrong, json.dumps(dict(list(wrong.items())[:20]), indent=1)


@needs_corpora
def test_undefined_variables(capsys: pytest.CaptureFixture[str]) -> None:
    count, wrong = 0, {}
    for row in rows():
        if row["checks"] is None:
            continue
        count += 1
        scope = scope_of(row)
        theirs = Counter[tuple[str, int, str]]()
        for rule, line, text in row["checks"]:
            name = re.search(r"'\$([^']*)'|FROM argument '([^']*)'", text)
            if rule in ("UndefinedVar", "UndefinedArgInFrom") and name:
                theirs[(rule, line, name[1] or name[2])] = 1
        mine = Counter[tuple[str, int, str]]()
        for use in scope.uses:
            if use.undefined:
                rule = "UndefinedArgInFrom" if isinstance(use.instruction, From) else "UndefinedVar"
                mine[(rule, use.instruction.first_line, use.name)] = 1
        if mine != theirs:
            wrong[row["id"]] = (dict(mine - theirs), dict(theirs - mine))
    with capsys.disabled():
        print(f"\nconformance: undefined variables {count - len(wrong)}/{count}")
    assert not wrong, wrong


@needs_corpora
def test_refused_words(capsys: pytest.CaptureFixture[str]) -> None:
    refused, wrong = 0, []
    for row in rows():
        scope = scope_of(row)
        said = (row["error"] or "").startswith("failed to process")
        refused += said
        if said and not scope.errors:
            wrong.append((row["id"], row["error"]))
        # Stages that are not built are not expanded by BuildKit.
        if row["error"] is None and len(scope.dockerfile.stages) == 1 and scope.errors:
            wrong.append((row["id"], scope.errors[0].message))
    with capsys.disabled():
        print(f"\nconformance: words that BuildKit refuses {refused}")
    assert refused > 10
    assert not wrong, wrong
