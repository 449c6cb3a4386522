"""Patterns over paths in time proportional to pattern times path, whatever is in them.

Docker's, git's and the configuration's globs differ in how they are written and are matched here. A pattern
with few wildcards is a regular expression; one with many would have `re` try every way to share the path
among them, so the places that each piece can reach are carried along instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

STAR, ANY, FOLDERS = "[^/]*", ".*", "(?:.*/)?"
"""What is left of a name · anything · nothing, or everything up to some slash."""
_WILD = (STAR, ANY, FOLDERS)
_FEW = 2


class One(Struct, frozen=True):
    """One character of a class, written as a regular expression."""

    expression: str


class Plain(Struct, frozen=True):
    """Text that stands for itself."""

    text: str


ONE = One("[^/]")
Piece = str | One | Plain
"""STAR, ANY or FOLDERS, a class, plain text."""


class Wildcards:
    """A pattern. `below` says that it matches what is below a match, too."""

    __slots__ = ("_below", "_pieces", "_regex", "cost")

    def __init__(self, pieces: Iterable[Piece], *, below: bool = False) -> None:
        self._pieces = _joined(pieces)
        self._below = below
        self._regex: re.Pattern[str] | None = None
        self.cost = 10 * len(self._pieces)
        """What a match takes, compared with one by a regular expression, at worst."""
        wild = [piece for piece in self._pieces if piece in _WILD]
        if self._pieces and self._pieces[-1] == ANY:
            wild.pop()  # takes whatever there is
        # Two stars stay within one name; two of those that cross folders would take the square of the path.
        if len(wild) <= _FEW and sum(piece != STAR for piece in wild) < _FEW:
            self._regex = _compiled("".join(map(_expression, self._pieces)) + ("(?:/.*)?" if below else ""))
            self.cost = 1

    def fullmatch(self, path: str) -> bool:
        """Whether the whole path matches."""
        if self._regex is not None:
            return self._regex.fullmatch(path) is not None
        places = _places(self._pieces, path)
        if not self._below:
            return bool(places) and places[-1] == len(path)
        return any(place == len(path) or path[place] == "/" for place in places)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Plain texts in a row as one, and a wildcard that only repeats the one before left out."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, Plain) and isinstance(last, Plain):
            found[-1] = Plain(last.text + piece.text)
        elif not (isinstance(piece, str) and piece == last):
            found.append(piece)
    return tuple(found)


def _expression(piece: Piece) -> str:
    return (
        piece
        if isinstance(piece, str)
        else piece.expression
        if isinstance(piece, One)
        else re.escape(piece.text)
    )


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.S)


def _places(pieces: Sequence[Piece], path: str) -> list[int]:
    """Where a match of all pieces from the start of the path can end, in order."""
    places = [0]
    for piece in pieces:
        if isinstance(piece, Plain):
            size = len(piece.text)
            places = [place + size for place in places if path.startswith(piece.text, place)]
        elif isinstance(piece, One):
            one = _compiled(piece.expression)
            places = [place + 1 for place in places if one.match(path, place)]
        elif piece == STAR:
            places = _within_names(places, path)
        elif piece == ANY:
            places = list(range(places[0], len(path) + 1))
        else:
            first = places[0]
            folders = (at + 1 for at in range(first, len(path)) if path[at] == "/")
            places = sorted({*places, *folders})
        if not places:
            return []
    return places


def _within_names(places: Sequence[int], path: str) -> list[int]:
    found: list[int] = []
    done = -1
    for place in places:
        if place <= done:
            continue
        end = path.find("/", place)
        done = len(path) if end < 0 else end
        found += range(place, done + 1)
    return found
