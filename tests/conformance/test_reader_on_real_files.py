"""Real Dockerfiles (`DLINT_CORPORA`): a bad line harms no other instruction, and every token is where its
span says."""

from __future__ import annotations

import io
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlinter.model.dockerfile import Arg, Dockerfile, Env, ErrorKind, Form, Instruction, Label
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Span, Text

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read")


@pytest.fixture(scope="module")
def real() -> list[bytes]:
    files = [p.read_bytes() for p in sorted((CORPORA / "real").glob("*/Dockerfile"))]
    # Some are no Dockerfiles at all (a folder of RPM macros named so): BuildKit knows none of their
    # instructions.
    refused = (ErrorKind.PARSE, ErrorKind.UNKNOWN)
    return [f for f in files if all(e.kind not in refused for e in read(Text(f)).errors)]


def values(instruction: Instruction) -> list[str]:
    """Everything the instruction says, as words."""
    words = [instruction.keyword.value, instruction.form.value]
    words += [f"--{f.name}={f.value}" for f in instruction.flags]
    words += [a.value for a in instruction.args]
    return words + [f"{h.name} {h.expand} {h.chomp} {h.content}" for h in instruction.heredocs]


# --- recovery -----------------------------------------------------------------------------------------------

BAD = {
    "ENV x": ErrorKind.PARSE,
    "ENV a=b c": ErrorKind.PARSE,
    'CMD ["a", 1]': ErrorKind.PARSE,
    "RUN <<NEVER_CLOSED": ErrorKind.PARSE,  # EOT closes a real heredoc of 9 files
    "<<<<<<< HEAD": ErrorKind.UNKNOWN,
    "RNU apt-get": ErrorKind.UNKNOWN,
    "FROM": ErrorKind.INSTRUCTION,
    "COPY x": ErrorKind.INSTRUCTION,
    "USER --wat x": ErrorKind.INSTRUCTION,
    'RUN echo "open': None,
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_line_harms_no_other_instruction(
    real: list[bytes], bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(bad)
    same = count = told = 0
    for data in real:
        before = read(Text(data))
        at = chance.randrange(len(before.instructions))
        line = before.instructions[at].first_line
        start = before.text.line_starts[line - 1]
        after = read(Text(data[:start] + bad.encode() + before.text.eol.encode() + data[start:]))
        wanted = [
            (values(i), i.first_line + (n >= at), i.last_line + (n >= at))
            for n, i in enumerate(before.instructions)
        ]
        found = [(values(i), i.first_line, i.last_line) for i in after.instructions if i.first_line != line]
        count += len(wanted)
        left = list(found)
        for entry in wanted:
            if entry in left:
                left.remove(entry)
                same += 1
        told += any(e.kind is BAD[bad] and e.line == line for e in after.errors) or BAD[bad] is None
    with capsys.disabled():
        print(
            f"\nrecovery from {bad!r}: {same}/{count} instructions unchanged ({same / count:.2%}), told in "
            f"{told}/{len(real)} files"
        )
    assert same / count >= 0.99
    assert told / len(real) >= 0.99


# --- spans --------------------------------------------------------------------------------------------------


def places(dockerfile: Dockerfile) -> Iterator[tuple[Span, str, str]]:
    """Every token that can be another word: its place, its value, and how the other word `ZZ9` is written
    there."""
    for instruction in dockerfile.instructions:
        for flag in instruction.flags:
            if flag.value:
                yield flag.value_span, flag.value, "ZZ9"
        if isinstance(instruction, (Env, Label, Arg)):
            for pair in instruction.pairs:
                yield pair.key.span, pair.key.value, "ZZ9"
                if pair.value is not None and pair.value.value:
                    yield pair.value.span, pair.value.value, "ZZ9"
            continue
        if not instruction.heredocs:  # the marks are in the arguments: another word there makes another file
            for number, arg in enumerate(instruction.args):
                quoted = instruction.form is Form.EXEC and not (
                    instruction.keyword.value == "HEALTHCHECK" and number == 0
                )
                yield arg.span, arg.value, '"ZZ9"' if quoted else "ZZ9"
        for heredoc in instruction.heredocs:
            if heredoc.content:
                yield heredoc.body, heredoc.content, "ZZ9\n"


def test_an_edit_through_a_span_changes_that_token_alone(
    real: list[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    chance, edits, wrong = random.Random(20), 0, []
    for data in real:
        before = list(places(read(Text(data))))
        for number in chance.sample(range(len(before)), min(12, len(before))):
            span, value, word = before[number]
            if value.strip("\"'") == "":
                continue
            edits += 1
            after = read(Text(data[: span.start] + word.encode() + data[span.end :]))
            found = list(places(after))
            wanted = [v for _, v, _ in before]
            wanted[number] = "ZZ9\n" if word.endswith("\n") else "ZZ9"
            if [v for _, v, _ in found] != wanted:
                wrong.append(
                    (
                        value[:80],
                        [(a, b) for a, b in zip(wanted, (v for _, v, _ in found), strict=False) if a != b][
                            :1
                        ],
                    )
                )
    with capsys.disabled():
        print(f"\nspans: {edits - len(wrong)}/{edits} edits change their token alone")
    assert edits > 4000
    assert not wrong, wrong[:5]


def test_time(real: list[bytes], capsys: pytest.CaptureFixture[str]) -> None:
    texts = [Text(data) for data in real]
    began = time.process_time()
    for text in texts:
        read(text)
    milliseconds = 1000 * (time.process_time() - began) / len(texts)
    with capsys.disabled():
        print(f"\ntime: {milliseconds:.2f} ms of CPU a real file")
    assert milliseconds < 2.5


# --- a second reader ----------------------------------------------------------------------------------------


def test_dockerfile_parse_reads_the_same_instructions(
    real: list[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    """dockerfile-parse, written by others, as an independent reader. It knows no heredocs, no escape
    directive and no bytes that are not UTF-8; what it reads otherwise beyond that is looked at below."""
    from dockerfile_parse import DockerfileParser

    same, differ = 0, []
    for data in real:
        dockerfile = read(Text(data))
        if any(i.heredocs for i in dockerfile.instructions) or dockerfile.escape != "\\":
            continue
        parser = DockerfileParser(fileobj=io.BytesIO())
        try:
            parser.content = data.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        theirs = [
            (i["instruction"], i["startline"] + 1) for i in parser.structure if i["instruction"] != "COMMENT"
        ]
        mine = [(i.keyword.value, i.first_line) for i in dockerfile.instructions]
        if mine == theirs:
            same += 1
        else:
            differ.append(
                (data[:60], [pair for pair in zip(mine, theirs, strict=False) if pair[0] != pair[1]][:2])
            )
    with capsys.disabled():
        print(
            f"\ndockerfile-parse: {same}/{same + len(differ)} files have the same instructions on the same "
            "lines"
        )
    assert same > 400
    assert len(differ) <= 0.02 * same, differ
