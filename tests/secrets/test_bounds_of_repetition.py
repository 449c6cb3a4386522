"""Runs, counts and rows of keys: a value on either side of each length from which on, and up to which, a
pattern counts."""

from __future__ import annotations

import pytest

from dlinter.model.secret import Sieved
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.sieve.repetition import (
    _counted,
    _counts_in_turn,
    _in_rows,
    _longest_row,
    _period,
    _steps,
    is_repetition,
)

from .test_limits import drawn, seen

IN_TURN = "".join("1234567890"[at % 10] + "abcdefghijklmnopqrstuvwxyz"[at % 26] for at in range(70))
NOISE = drawn(64).lower()


@pytest.mark.parametrize(
    ("size", "sequence"), [(11, False), (12, True), (13, True), (127, True), (128, True), (129, False)]
)
def test_counts_and_letters_in_turn_of_twelve_to_128_signs(size: int, sequence: bool) -> None:
    value = IN_TURN[:size]
    assert is_repetition(seen(value, kind=FileKind.CODE)) == (Sieved.SEQUENTIAL if sequence else "")
    assert is_repetition(seen(value, kind=FileKind.TEXT)) == "", "in code alone"


def test_four_of_five_have_to_be_in_turn() -> None:
    """Each of the two halves: of five pairs of neighbours four follow each other."""
    assert _counts_in_turn("1a2b3c4d5e7f") and _counts_in_turn("1a2b3c4d5e6g")
    assert not _counts_in_turn("1a2b3c4d6e8f") and not _counts_in_turn("1a2b3c4d5f6h")
    assert _counts_in_turn("1a-2b-3c-4d-5e-7f"), "signs between them are none"


@pytest.mark.parametrize(
    ("value", "steps"),
    [
        ("abc9def7ghi", 0),  # eleven
        ("abc9def7ghi5", 3),  # twelve
        ("abc-9def-7ghi-5", 3),
        ("a1b2c3d4e5f6", 6),  # a1b2c3d4e5f6: letters are `hexadecimal`, so two less than the eight
        ("z1y2x3w4v5u6", 8),
        ("az1by2cx3dw4e", 7),  # two between
        ("123456789012", 0),  # digits alone
        ("abcdef123456", 6),
        ("qwer9asdf7zxcv", 6),
        ("qazwsxedcrfvtgb", 9),  # the rows of keys downwards
        (("q7m2" * 40)[:157] + "abc", 1),  # 160
        (("q7m2" * 40)[:158] + "abc", 0),  # 161
    ],
)
def test_steps(value: str, steps: int) -> None:
    assert _steps(value) == steps


@pytest.mark.parametrize(
    ("size", "steps", "sequence"),
    [
        (32, 3, False),
        (32, 4, True),
        (63, 4, True),
        (64, 4, False),
        (64, 5, True),
        (128, 5, False),
        (128, 6, True),
    ],
)
def test_in_packages_and_documents_a_few_steps_are_enough(size: int, steps: int, sequence: bool) -> None:
    """Four, and one more for each 64 signs."""
    value = "".join(f"{row}7" for row in ("abc", "ghi", "mno", "stu", "qwe", "zxc")[:steps])
    value += (NOISE + NOISE[::-1])[: size - len(value)]
    assert len(value) == size and _steps(value) == steps
    for path in ("usr/lib/node_modules/a/b.json", "srv/usage.md"):
        assert is_repetition(seen(value, path=path)) == (Sieved.SEQUENTIAL if sequence else ""), path
    assert is_repetition(seen(value, path="srv/app.conf")) == ""


def test_one_piece_again_and_again_of_up_to_512_signs() -> None:
    assert _period("a7k2" * 128) and not _period("a7k2" * 128 + "a")
    assert _period("a7ka7ka7k") and not _period("a7k2a7k2a7k")
    assert not _period(""), "nothing is no piece"


def test_a_prefix_of_eight_signs_before_a_piece() -> None:
    """From 32 signs on, `=` at the end left out; the piece has at most eight signs, and is there three
    times."""
    eight = "q9x4m7w1"
    assert _period(eight + "b7k2" * 6) and not _period(eight + ("b7k2" * 6)[:-1])
    assert _period(eight + "b7k2" * 6 + "==")
    assert _period(eight + "b7k2m9p3" * 3) and not _period(eight + "b7k2m9p3t" * 3)
    assert not _period(eight + "b7k2m9p3b7k2m9p3b7k2m9p"), "nearly three times"


def test_runs_of_eight_in_a_value_of_up_to_128_signs() -> None:
    runs = "a" * 8 + NOISE[:4] + "b" * 8 + NOISE[4:8] + "c" * 8
    for size, reason in ((127, Sieved.REPEATED), (128, Sieved.REPEATED), (129, "")):
        assert is_repetition(seen(runs + (NOISE + NOISE[::-1])[: size - len(runs)])) == reason, size
    assert is_repetition(seen("a" * 8 + NOISE[:4] + "b" * 8 + NOISE[4:12])) == "", "two are not enough"
    assert is_repetition(seen("a" * 8 + NOISE[:4] + "b" * 8 + NOISE[4:8] + "c" * 7 + NOISE[8:16])) == ""


def test_rows_of_a_long_value() -> None:
    """65 to 300 signs of which nine in ten are in rows of ten."""
    rows = ("abcdefghijkl", "9876543210", "qwertyuiop", "mnopqrstuvwx", "asdfghjklz", "zyxwvutsrq")
    value = "".join(rows[at * at % 7 % 6] + rows[at % 5] for at in range(15))
    for size, reason in ((64, ""), (65, Sieved.SEQUENTIAL), (300, Sieved.SEQUENTIAL), (301, "")):
        assert not _period(value[:size]) and is_repetition(seen(value[:size])) == reason, size
    assert _counted("0123456789" * 9 + "q7m2k9x4w1") and not _counted("0123456789" * 9 + "q7m2k9x4w1z")


def test_where_rows_begin_and_end() -> None:
    assert _in_rows("7abcdefghij7", 10) == 10 and _in_rows("7abcdefghi7", 10) == 0
    assert _in_rows("abcdefghij", 10) == 10 and _in_rows("abcdefghijk", 10) == 11
    assert _in_rows("abcdefghijqwertyuiop", 10) == 20, "one right after the other"
    assert _longest_row("") == _longest_row("!") == 0 and _longest_row("!a!") == 1
    assert _longest_row("abcxqwertyxabcd") == 6 and _longest_row("xxuiopas") == 6


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("aabb", ""), ("aabbc", ""), ("aabbcc", Sieved.REPEATED),  # from six letters on
        ("abcda", ""), ("xabcdef", Sieved.SEQUENTIAL), ("xabcde", ""),
        ("q7m2abcdef", Sieved.SEQUENTIAL), ("q7m2xabcdefz", Sieved.SEQUENTIAL), ("q7m2xabcdefzk", ""),
        ("deadbeef" + NOISE[:56], Sieved.SEQUENTIAL), ("deadbeef" + NOISE[:57], ""),
        ("k9c0ffeezq4w", Sieved.SEQUENTIAL), ("k9c0ffexzq4w", ""),
    ],
)  # fmt: skip
def test_short_values(value: str, reason: str) -> None:
    assert is_repetition(seen(value)) == reason


def test_half_and_one_of_one_letter() -> None:
    for value, repeated in (
        ("aaaaakxm", True), ("aaaakxmq", False), ("aaaaakxmq", False), ("aaaaaakxm", True),
        ("aaaaakxmqw", False), ("aaaaaakxmq", True),
    ):  # fmt: skip
        assert is_repetition(seen(value)) == (Sieved.REPEATED if repeated else ""), value
