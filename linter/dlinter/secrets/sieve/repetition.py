"""Values with a pattern that no random generator makes: runs, counts, keyboard rows."""

from __future__ import annotations

import re
from itertools import pairwise

from dlinter.model.secret import Sieved
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.sieve.places import in_package, is_prose
from dlinter.secrets.sighting import Sighting

_ROWS = (
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "0123456789012345678901234567890123456789",
    "9876543210987654321098765432109876543210",
    "0123456789abcdef0123456789abcdef0123456789abcdef",
    "qwertyuiopasdfghjklzxcvbnm",
    "zyxwvutsrqponmlkjihgfedcba",
)
_RUNS = re.compile(r"(.)\1{7}")


_LEAST = 6
_SIXES = frozenset(row[at : at + _LEAST] for row in _ROWS for at in range(len(row) - _LEAST + 1))


def is_repetition(seen: Sighting) -> str:
    """Few different characters, a repeated piece, or half of the value counts up or down."""
    value = seen.value.lower()
    size = len(value)
    if size < _LEAST or "-----begin" in value:
        return ""
    different = len(set(value))
    if (
        different <= 3
        or (size >= 16 and different <= 5)
        or max(value.count(c) for c in set(value)) * 2 > size + 1
    ):
        return Sieved.REPEATED
    if _period(value) or (size <= 128 and len(_RUNS.findall(value)) >= 3):
        return Sieved.REPEATED
    if (_near_the_middle(value) and _longest_row(value) >= max(_LEAST, (size + 1) // 2)) or (
        64 < size <= 300 and _counted(value)
    ):
        return Sieved.SEQUENTIAL
    if seen.kind == FileKind.CODE and 12 <= size <= 128 and _counts_in_turn(value):
        return Sieved.SEQUENTIAL
    if (in_package(seen.path) or is_prose(seen.path)) and _steps(value) >= _STEPS + size // 64:
        return Sieved.SEQUENTIAL
    if size <= 64 and any(w in value
        for w in ("deadbeef", "cafebabe", "baadf00d", "feedface", "c0ffee", "1234567890", "0123456789",
            "12345678")):
        return Sieved.SEQUENTIAL
    return ""


def _period(value: str) -> bool:
    """Whether the value is one piece, at most a third as long, again and again, or so after its first eight
    characters."""
    size = len(value)
    if size > 512:
        return False
    tail = value.rstrip("=")[8:] if size >= 32 else ""  # a prefix, base64 of a name
    return any(value[p:] == value[:-p] for p in range(1, size // 3 + 1)) or any(
        tail[p:] == tail[:-p] for p in range(1, min(len(tail) // 3, 8) + 1)
    )


def _near_the_middle(value: str) -> bool:
    """Whether six signs that lie over the middle of the value are part of a row: a row of half of its length
    and more holds such six, and of random values hardly one does."""
    middle = (len(value) - 1) // 2
    return any(value[at : at + _LEAST] in _SIXES for at in range(max(middle - _LEAST + 1, 0), middle + 2))


def _longest_row(value: str) -> int:
    """Length of the longest piece that is part of an alphabet, a count or a row of keys."""
    best = 0
    for at in range(len(value)):
        while at + best < len(value) and any(value[at : at + best + 1] in row for row in _ROWS):
            best += 1
    return best


_STEPS = 4
"""Three signs in a row, so often, that no generator makes: of random values up to 128 signs long, less than
one in five thousand has them. In packages and documents, which show examples, that is enough; a user's own
file may hold `1q2w3e4r5t6z` for good."""
_IN_TURN = frozenset(
    row[at : at + 3]
    for line in ("abcdefghijklmnopqrstuvwxyzab", "012345678901", "qwertyuiop", "asdfghjkl", "zxcvbnm")
    for row in (line, line[::-1])
    for at in range(len(line) - 2)
)


def _steps(value: str) -> int:
    """How often three signs follow each other in an alphabet, a count or a row of keys, next to each other or
    one or two apart (`abc123def456`, `a1b2c3d4`, `Aa1Bb2Cc3`); the most of the three ways."""
    signs = "".join(c for c in value if c.isalnum())
    if not 12 <= len(signs) <= 160 or signs.isdigit():
        return 0
    most = max(
        sum(
            signs[at] + signs[at + step] + signs[at + 2 * step] in _IN_TURN
            for at in range(len(signs) - 2 * step)
        )
        for step in (1, 2, 3)
    )
    # sixteen digits stand in rows by chance three times as often
    return most - 2 if _HEX.fullmatch(signs) else most


_HEX = re.compile(r"[0-9a-f]+")
_CYCLES = ("01234567890", "1234567890", "abcdefabcdef", "abcdefghijklmnopqrstuvwxyza")
_NEXT = frozenset(a + b for row in _CYCLES for a, b in pairwise(row))


def _counts_in_turn(value: str) -> bool:
    """Whether a count of digits and a row of letters alternate: `1a2b3c4d-5e6f-7a8b-…`. Of random values one
    in ten million does."""
    signs = [c for c in value if c.isalnum()]
    if len(signs) < 12:
        return False
    parts = (signs[0::2], signs[1::2])
    return all(sum(a + b in _NEXT for a, b in pairwise(part)) * 5 >= (len(part) - 1) * 4 for part in parts)


def in_a_row(value: str, least: int) -> bool:
    """Whether so many characters and more, of a value in small letters, are one count, alphabet or row of
    keys."""
    return any(
        value[at : at + least] in row for row in _ROWS for at in range(len(value) - least + 1)
    )


def _counted(value: str) -> bool:
    """Whether nearly all of a long value are rows of ten and more (`AbCdEf…XyZ1234567890AbCdEf…`)."""
    return _in_rows(value, 10) * 10 >= len(value) * 9


def in_pieces(value: str) -> bool:
    """Whether most of a value, in small letters, are rows of five and more: `abcdevwxyz0189-_`. Of drawn
    values of sixteen letters and digits less than one in a million is."""
    return 12 <= len(value) <= 128 and _in_rows(value, 5) * 5 >= len(value) * 3


def _in_rows(value: str, least: int) -> int:
    """How many characters stand in pieces of so many and more that are part of a row."""
    at = count = 0
    while at + least <= len(value):
        size = least
        if not any(value[at : at + size] in row for row in _ROWS):
            at += 1
            continue
        while at + size < len(value) and any(value[at : at + size + 1] in row for row in _ROWS):
            size += 1
        count += size
        at += size
    return count
