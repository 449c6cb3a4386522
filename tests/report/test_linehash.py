"""`primaryLocationLineHash` as codeql-action computes it."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from dlinter.report.linehash import line_hashes

END = 0xFFFF


def by_hand(text: str, line: int) -> str:
    """The definition, read off: Σ unit[i] · 37^(99-i) mod 2^64 over the 100 units from the line's first one
    that is no blank."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rest = "\n".join(lines[line - 1 :]).replace(" ", "").replace("\t", "")
    raw = rest.encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(raw[i : i + 2], "little") for i in range(0, len(raw), 2)] + [END]
    block = (units + [0] * 100)[:100]
    return format(sum(unit * 37 ** (99 - i) for i, unit in enumerate(block)) % 2**64, "x")


def test_a_constant() -> None:
    """A known value: the action's own for this text (it is among its vectors)."""
    assert line_hashes("\nb#") == {1: "25ab3a446c8f00c2:1", 2: "799f45ddb18a89a0:1"}


@pytest.mark.parametrize(
    "text",
    ["", "\n", "FROM scratch", "FROM scratch\n", "a\r\nb\r\n", "a\rb\rc", "a\r \nb", " \t\n \t",
        "é\n日本\n😀x\n", "\ufeffFROM x\n", "x" * 250 + "\ny\n"],
)
def test_the_definition(text: str) -> None:
    hashes = line_hashes(text)
    assert list(hashes) == list(range(1, len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) + 1))
    for line, told in hashes.items():
        assert told.rpartition(":")[0] == by_hand(text, line)


def test_equal_lines_are_counted() -> None:
    block = "RUN x\n" * 60
    hashes = line_hashes(block)
    # Far from the end the next 100 units are the same: equal hashes, told apart by their count.
    assert [hashes[line].partition(":")[2] for line in (1, 2, 3)] == ["1", "2", "3"]
    assert len({hashes[line].partition(":")[0] for line in (1, 2, 3)}) == 1
    assert len(set(hashes.values())) == len(hashes)


def test_blanks_do_not_count() -> None:
    assert line_hashes("RUN  a\tb\n") == line_hashes("RUNab\n")


def test_many_random_texts() -> None:
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choice(" \t\r\n\n\nab#é😀") for _ in range(chance.randrange(200)))
        for line, told in line_hashes(text).items():
            assert told.rpartition(":")[0] == by_hand(text, line), repr(text)


def test_the_vectors_of_the_action() -> None:
    folder = os.environ.get("DLINT_TOOLS_DIR", "")
    vectors = Path(folder, "linehash_vectors.json")
    if not folder or not vectors.is_file():
        pytest.skip("DLINT_TOOLS_DIR names no folder with linehash_vectors.json")
    seen = 0
    for vector in json.loads(vectors.read_text("utf-8")):
        assert line_hashes(vector["text"]) == {int(line): told for line, told in vector["hashes"].items()}
        seen += 1
    assert seen
