"""Values made of words: names, sentences, identifiers with a number."""

from __future__ import annotations

import re

from dlinter.secrets.sieve.plausible import is_generic, is_setting
from dlinter.secrets.sighting import Sighting

_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")
_VOWELS = frozenset("aeiouyAEIOUY")


def made_of_words(seen: Sighting) -> str:
    """Random text changes between small letters, capitals, digits and signs all the time; words and numbers do not.

    Where the name and value are a setting (an `ENV` pair, a `.env` file) a password of words is a password too.
    """
    if not is_generic(seen.detector) or is_setting(seen):
        return ""
    return "made of words" if wordiness(seen.value) > 3.1 or _mostly_words(seen.value) else ""


def wordiness(value: str) -> float:
    """Mean length of the pieces of one kind (`Word`, `WORD`, `word`, `123`, `--`) that the value is made of."""
    pieces = _PIECE.findall(value)
    return len(value) / len(pieces) if pieces else 0.0


def _mostly_words(value: str) -> bool:
    """Whether most letters stand in pieces of five and more that can be pronounced."""
    letters = sum(c.isalpha() for c in value)
    spoken = sum(len(p) for p in _PIECE.findall(value) if len(p) >= 5 and p.isalpha() and 0.2 <= _vowels(p) <= 0.7)
    return letters > 0 and spoken * 10 >= letters * 6


def _vowels(piece: str) -> float:
    return sum(c in _VOWELS for c in piece) / len(piece)
