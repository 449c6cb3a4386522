"""Matches by chance inside long base64: certificates, pictures, fonts, hash tables."""

from __future__ import annotations

import re
from itertools import pairwise

from dlinter.model.secret import Sieved
from dlinter.secrets.sighting import Sighting

_RUN = re.compile(r"[A-Za-z0-9+/=_-]{0,256}")
_PREFIX = re.compile(r"[A-Za-z0-9]{2,12}[_-]")
_LONGEST = 40


_UUENCODED = re.compile(r"M[ -`]{60}\r?")
"""A whole line of uuencoded data (POSIX, uuencode): the letter for 45 bytes, then 60 signs, none of them a
small letter."""


def inside_base64(seen: Sighting) -> str:
    """A token does not stand in the middle of a long run of base64, nor a name and a value in a line of
    uuencoded data: four letters are met there by chance."""
    if (
        seen.named
        and _UUENCODED.fullmatch(seen.before + seen.value + seen.after)
        and seen.detector.confidence == "low"
    ):
        return Sieved.BASE64
    if "-----" in seen.value or not seen.value.isascii():
        return ""
    prefix = _PREFIX.match(seen.value)
    if prefix is not None and seen.after.startswith(prefix.group()):
        return ""  # the next of several tokens that stand end to end
    for match in (_RUN.match(seen.before[::-1]), _RUN.match(seen.after)):
        run = match.group() if match else ""
        if len(run) >= _LONGEST and _is_random(run):
            return Sieved.BASE64
    return ""


def _is_random(run: str) -> bool:
    """Capitals, small letters and digits in turn: data, not a path or a name."""
    kinds = [("A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else c) for c in run]
    changes = sum(a != b for a, b in pairwise(kinds))
    return changes * 3 > len(run) and any(c.isupper() for c in run) and any(c.islower() for c in run)
