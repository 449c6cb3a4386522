"""A token that is written in pieces: texts that code joins on a line, a line that goes on in the next, signs
with a backslash before them, a terminal's colours in the middle.

Only what is told by how it begins is put together, where that beginning stands whole and its first piece has
a few letters more: `"ghp_" + …` is how examples are written so that no scanner finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from dlinter.secrets.sighting import AROUND

_LEAST = 4
"""Letters that the first piece has behind the beginning."""
_MOST = 64
"""Pieces of one token."""
_LONGEST = 8192
_LETTERS = re.compile(rb"[A-Za-z0-9_+/.:=~-]{1,4096}+")
_SEAM = re.compile(
    rb"(?P<quote>[\"'])[ \t]{0,4}[+.&]?[ \t]{0,4}(?:\\?\r?\n[ \t]{0,24}(?:[+.&][ \t]{0,4})?)?(?P=quote)|"
    rb"\\\r?\n[ \t]{0,8}|\x1b\[[0-9;]{0,16}[mK]|\\(?=[_./+=-])"
)
"""Between two pieces: quotes with or without a sign that joins them, a line that goes on, a terminal's
escapes (ECMA-48), the backslash of TeX, troff, Markdown and JSON."""
_SOFT = re.compile(rb"=\r?\n")
"""MIME's soft line break (RFC 2045, section 6.7), whose first sign is a letter of tokens, too."""
_SIGN = re.compile(rb"%(?:2[BbDdEeFf]|3[ADad]|5[Ff])")
"""A sign of tokens in a URL."""


class Whole(Struct, frozen=True):
    """A text in which one token, `data[start:stop]`, was put together; `pieces` are (offset in it, offset in
    the text as it was written) of each piece, in order."""

    data: bytes
    start: int
    stop: int
    pieces: tuple[tuple[int, int], ...]

    def place(self, at: int) -> int:
        """The offset in the text as it was written of a byte of the token."""
        here, there = next((pair for pair in reversed(self.pieces) if pair[0] <= at), self.pieces[0])
        return there + at - here


def wholes(data: bytes, prefix: bytes, start: int, stop: int) -> Iterator[Whole]:
    """The texts with each token that begins with `prefix` in `data[start:stop]` and has more than one
    piece."""
    at = data.find(prefix, start, stop)
    while at >= 0:
        whole, end = _whole(data, at, len(prefix) + _LEAST)
        if whole is not None:
            yield whole
        at = data.find(prefix, max(end, at + len(prefix)), stop)


def _whole(data: bytes, start: int, least: int) -> tuple[Whole | None, int]:
    """The token that begins at `start`, None where it has one piece; and where it ends."""
    low = max(start - AROUND, 0)
    size, out, at = start - low, b"", start
    pieces = [(size, start)]
    while len(pieces) <= _MOST and len(out) < _LONGEST:
        letters = _LETTERS.match(data, at)
        if letters is not None:
            out, at = out + letters.group(), letters.end()
            soft = _SOFT.match(data, at - 1)
            if soft is not None and letters.group().endswith(b"="):
                out, at = out[:-1], soft.end()
                pieces.append((size + len(out), at))
                continue
        seam, sign = _SEAM.match(data, at), _SIGN.match(data, at)
        if seam is not None and (len(out) >= least or not seam.group("quote")):
            at = seam.end()
        elif sign is not None:
            out, at = out + bytes.fromhex(sign.group()[1:].decode("ascii")), sign.end()
        else:
            break
        pieces.append((size + len(out), at))
    if len(pieces) < 2:
        return None, at
    text = data[low:start] + out + data[at : at + AROUND]
    return Whole(text, size, size + len(out), tuple(pieces)), at
