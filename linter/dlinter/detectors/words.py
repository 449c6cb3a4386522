"""Many words as one expression, and whether a text is random: for detectors that know a secret by whose it
is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_PAIRS = frozenset(
    ["th", "he", "in", "er", "an", "re", "nd", "at", "on", "nt", "ha", "es", "st", "en", "ed", "to", "it",
        "ou", "ea", "hi", "is", "or", "ti", "as", "te", "et", "ng", "of", "al", "de", "se", "le", "si", "ar",
        "ve", "ra", "ld", "ur", "ro", "ri", "io", "ic", "ne", "me", "li", "co", "ma", "ta", "el", "la", "us",
        "ce", "ch", "ct", "di", "ec", "ee", "em", "ge", "ho", "il", "im", "ly", "na", "no", "ns", "om", "op",
        "os", "ow", "pe", "pl", "po", "pr", "rs", "rt", "sh", "so", "su", "tr", "un", "ut", "ac", "ad", "am",
        "ap", "ca", "cl", "do", "ex", "fi", "fo", "id", "ie", "ig", "lo", "ll", "mi", "mo", "nc", "ni", "ot",
        "pa", "pi", "qu", "sc", "sp", "ss", "ul", "um", "va", "vi", "wa", "we", "wi", "wo", "ey", "ck", "ke"]
)
"""Pairs of letters that make up three quarters of written English and of identifiers, and a sixth of random
letters."""
_UUID = r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
_PIECE = r"[A-Z]?[a-z]+|[A-Z]+"


def any_of(words: Iterable[str]) -> str:
    """An expression for any of the words, longest first, with what they begin with in common written once:
    `re` tries hundreds of words at every letter otherwise, a hundred times slower."""
    return _branches(sorted(set(words)))


def _branches(words: list[str]) -> str:
    parts, whole = [], ""
    by_first: dict[str, list[str]] = {}
    for word in words:
        if word:
            by_first.setdefault(word[0], []).append(word[1:])
        else:
            whole = "?"
    for first, rests in by_first.items():
        parts.append(re.escape(first) + (_written(rests[0]) if len(rests) == 1 else _branches(rests)))
    if not whole and len(parts) == 1:
        return parts[0]
    return f"(?:{'|'.join(parts)}){whole}"


def _written(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]*", text) else re.escape(text)


def is_random(text: str) -> bool:
    """Whether a text of 12 characters and more is none that a person would write: not words, names, paths,
    versions, dates or numbers.

    Random text changes between small letters, capitals and digits at least at every fifth character, and its
    letters stand in no usual pairs.
    """
    if re.fullmatch(_UUID, text):
        return len(set(text)) > 5
    letters, digits = sum(c.isalpha() for c in text), sum(c.isdigit() for c in text)
    if len(text) < 12 or not letters or letters + digits < 10 or len(set(text.lower())) < 7:
        return False
    kinds = ["A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else "" for c in text]
    changes = sum(a != b and a != "" and b != "" for a, b in pairwise(kinds))
    if digits < 2:
        return (
            len(text) >= 20
            and changes * 5 >= len(text) * 2
            and not re.match(r"(?:[A-Z]?[a-z]{2,}[A-Z]?)+\Z", text)
            and not _spoken(text, letters)
        )
    return changes * 5 >= letters + digits and not _spoken(text, letters)


def _spoken(text: str, letters: int) -> bool:
    """Whether most letters stand in pieces of four and more that are made of the usual pairs of letters."""
    spoken = 0
    for piece in re.findall(_PIECE, text):
        pairs = sum(a + b in _PAIRS for a, b in pairwise(piece.lower()))
        if len(piece) >= 4 and pairs * 2 > len(piece) - 1:
            spoken += len(piece)
    return spoken * 2 >= letters
