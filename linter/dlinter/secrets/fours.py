"""The four bytes in a row that a text has: a word whose first four are not among them is not in the text.

To make the set takes as long as to look for fifty words, and a question to it takes next to nothing.
"""

from __future__ import annotations

import sys

FOUR = 4
NO_HEAD = -1
"""Instead of the number of a word that is too short to have one."""


def fours_of(data: bytes) -> set[int]:
    """All four bytes in a row, as the machine's numbers."""
    view, fours = memoryview(data), set[int]()
    for start in range(min(FOUR, len(data))):
        fours.update(view[start : start + (len(data) - start) // FOUR * FOUR].cast("I"))
    return fours


def number(four: bytes) -> int:
    """Four bytes as such a number."""
    return int.from_bytes(four, sys.byteorder)


def head_of(word: bytes) -> int:
    """The number of a word's first four bytes."""
    return number(word[:FOUR]) if len(word) >= FOUR else NO_HEAD
