"""Strings in Python bytecode end where they end, whatever stands after them."""

from __future__ import annotations

import marshal
import random

from dlinter.secrets.bytecode import apart

from .layers import github_token, places, scan


def test_a_string_ends_before_the_next_constant() -> None:
    token = github_token(5)
    for after in (None, 1.5, "x" * 9, True, b"bytes", (1, "a")):
        code = marshal.dumps(("first", token, after, token.encode(), "é" + token))
        found = places(scan({"srv/__pycache__/a.cpython-311.pyc": b"\xa7\r\r\n" + b"\0" * 12 + code}).found)
        assert {p[3] for p in found} == {token}, after


def test_length_and_lines_are_kept_whatever_the_bytes() -> None:
    for seed in range(200):
        data = random.Random(seed).randbytes(2000) + marshal.dumps(["a line\nand one more", "short", 10])
        assert len(apart(data)) == len(data)
        assert [i for i, c in enumerate(apart(data)) if c == 10] == [i for i, c in enumerate(data) if c == 10]


def test_a_string_at_the_very_end() -> None:
    assert apart(b"z\x08abcdefgh") == b"\0\0abcdefgh"
    assert apart(b"z\x08abcdefghz") == b"\0\0abcdefgh\0", "the next one's type is taken, too"
    assert apart(b"z\x08abcdefg") == b"z\x08abcdefg", "it is cut off"
    assert apart(b"z\x07abcdefg") == b"z\x07abcdefg", "shorter than any secret"
