"""Scripts of real Dockerfiles (`DLINT_CORPORA`): all are read, and each word's place holds its text."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from dlinter.model.dockerfile import ErrorKind
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts import Facts
from dlinter.model.text import Text

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read")


def test_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    scripts = commands = words = broken = wrong = 0
    began = time.process_time()
    files = sorted((CORPORA / "real").glob("*/Dockerfile"))
    for path in files:
        data = path.read_bytes()
        dockerfile = read(Text(data))
        if any(e.kind in (ErrorKind.PARSE, ErrorKind.UNKNOWN) for e in dockerfile.errors):
            continue
        facts = Facts(dockerfile)
        for instruction in dockerfile.instructions:
            script = facts.script(instruction)
            scripts += bool(script.commands)
            broken += bool(script.errors)
            for command in script.commands:
                commands += 1
                assert 0 <= command.outer.start <= command.span.start <= command.span.end <= command.outer.end <= len(data)
                for word in command.argv:
                    words += 1
                    assert instruction.span.start <= word.span.start < word.span.end <= instruction.span.end or not word.text
                    raw = data[word.span.start : word.span.end].decode("utf-8", "surrogateescape")
                    # A word that goes on in the next line holds the continuation too.
                    wrong += raw != word.text and "\n" not in raw and script.dialect != "exec" and "sh -c" not in command.wrappers
    took = 1000 * (time.process_time() - began) / len(files)
    with capsys.disabled():
        print(f"\nshell: {commands} commands of {scripts} scripts, {broken} with errors, {wrong} of {words} words not at their place, {took:.2f} ms a file")
    assert commands > 2000
    assert broken <= 0.01 * scripts
    assert wrong <= 0.002 * words
