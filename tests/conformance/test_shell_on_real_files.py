"""Scripts of real Dockerfiles (`DLINT_CORPORA`): nothing raises, words are where their spans say, and few
scripts are unreadable."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlinter.model.dockerfile import Cmd, Dockerfile, Entrypoint, Healthcheck, Instruction, Onbuild, Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.installs import installs
from dlinter.model.shell import Command, Script
from dlinter.model.text import Span, Text

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read")
SCRIPTS = (Run, Cmd, Entrypoint, Healthcheck, Onbuild)


@pytest.fixture(scope="module")
def real() -> list[Dockerfile]:
    return [
        read(Text(p.read_bytes(), p.parent.name)) for p in sorted((CORPORA / "real").glob("*/Dockerfile"))
    ]


def scripts(dockerfile: Dockerfile) -> Iterator[tuple[Instruction, Script]]:
    facts = Facts(dockerfile)
    for instruction in dockerfile.instructions:
        if isinstance(instruction, SCRIPTS) and instruction.error is None:
            yield instruction, facts.script(instruction)


def joined(data: bytes, span: Span, escape: str, tabs: bool) -> str:
    """The bytes of a span as the shell reads them, told from the file alone: continuations, and the comments
    and blank lines behind them, are left out, and leading tabs where a heredoc cuts them."""
    text = data[span.start : span.end].decode("utf-8", "surrogateescape")
    text = re.sub(re.escape(escape) + r"[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*", "", text)
    return re.sub(r"(?m)(?<=\n)\t+", "", text) if tabs else text


def own(command: Command) -> bool:
    """Whether its words are the outer shell's: in a `sh -c "…"` the backslash of an escape is not read."""
    return "sh -c" not in command.context


def test_words_are_where_their_spans_say(real: list[Dockerfile], capsys: pytest.CaptureFixture[str]) -> None:
    words, wrong, count, unreadable = 0, [], 0, []
    for dockerfile in real:
        data = dockerfile.text.data
        for instruction, script in scripts(dockerfile):
            whole = instruction.span
            assert script.span in whole
            if script.dialect not in ("exec", "powershell", "cmd") and script.posix:
                count += 1
                unreadable += [(dockerfile.text.path, instruction.first_line)] if script.errors else []
            for error in script.errors:
                assert error in whole
            tabs = any(h.chomp for h in instruction.heredocs)
            for command in script.commands:
                installs(command)
                assert command.span in whole and command.outer in whole
                for place in (*command.redirects, *command.assignments):
                    assert place.span in whole
                for word in (*command.argv, *command.wrapper_words):
                    assert word.span in whole
                    if script.dialect == "exec" or not own(command):
                        continue
                    words += 1
                    heredoc = any(word.span in h.body for h in instruction.heredocs)
                    raw = data[word.span.start : word.span.end].decode("utf-8", "surrogateescape")
                    expected = (
                        raw if heredoc and not tabs else joined(data, word.span, dockerfile.escape, heredoc)
                    )
                    if word.text != expected:
                        wrong.append((dockerfile.text.path, instruction.first_line, word.text, expected))
    with capsys.disabled():
        print(
            f"\nshell: {words - len(wrong)}/{words} words are the file's bytes at their span; "
            f"{len(unreadable)}/{count} scripts ({len(unreadable) / count:.2%}) have a place that cannot be "
            "read"
        )
    assert words > 15_000
    assert not wrong, wrong[:5]
    assert len(unreadable) <= 0.01 * count, unreadable


def test_time(real: list[Dockerfile], capsys: pytest.CaptureFixture[str]) -> None:
    list(scripts(real[0]))  # loads the grammar
    began = time.process_time()
    commands = sum(len(script.commands) for dockerfile in real for _, script in scripts(dockerfile))
    milliseconds = 1000 * (time.process_time() - began) / len(real)
    with capsys.disabled():
        print(f"\nshell: {milliseconds:.2f} ms of CPU a real file, {commands} commands in {len(real)} files")
    assert milliseconds < 4
