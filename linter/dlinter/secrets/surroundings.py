"""What may stand right before a token and right after it, though it is made of the letters of words: escapes,
a terminal's colours, the length of a text in a binary format, an option's letter.

Where a format is told by how it begins, more may stand beside a token than where only its length tells it.
"""

from __future__ import annotations

import re

WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_LONGEST = 24
_ESCAPE = re.compile(
    rb"(?:\\[nrt]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\(?:[0-3][0-7]{2}|4[0-7])|"
    rb"%(?:25)?[0-9A-Fa-f]{2}|=(?:3D|22)|\[(?:[0-9]{1,3}(?:;[0-9]{1,3}){0,5})?[mK])\Z"
)
"""At the end of what stands before: `\\n`, `\\x20`, `\\u003d`, `\\047` (a quote in octal), `%20` and `%2520`,
MIME's `=3D` (RFC 2045, section 6.7), `[1;32m` and `[K` of a terminal (ECMA-48, SGR and EL)."""
_RUN = re.compile(rb"[A-Za-z0-9]+")
_RUN_BEFORE = re.compile(rb"[A-Za-z0-9]+\Z")
_OPTION = re.compile(rb"(?:\A|[\s\"'\[,(=])-[A-Za-z]\Z")
"""`-p` before a password that is glued to it."""


def escaped(data: bytes, first: int) -> bool:
    """Whether the letter before is the end of an escape, not of a word."""
    return _ESCAPE.search(data[max(first - _LONGEST, 0) : first]) is not None


def apart_before(data: bytes, first: int) -> bool:
    """Whether an unmistakable token may begin here: behind a sign that joins words, which may be Markdown's
    `_`, a diff's or a shell's `-`, or glued to an option."""
    return (
        first == 0
        or data[first - 1] not in WORD
        or data[first - 1] in b"-_"
        or escaped(data, first)
        or _OPTION.search(data[max(first - 3, 0) : first]) is not None
    )


def apart_after(data: bytes, last: int) -> bool:
    """Whether an unmistakable token may end here."""
    return last == len(data) or data[last] not in WORD or data[last] in b"-_"


def counted_end(data: bytes, first: int) -> int:
    """Where a text ends that begins at `first` and whose length stands in the byte before it, as in Java's
    classes, pickles, protocol buffers and Redis' dumps; 0 where that byte says more than there is. Both the
    length and what follows the text may look like letters."""
    size = data[first - 1] if first else 0
    return first + size if size and first + size <= len(data) else 0


def run_before(data: bytes, first: int) -> bytes:
    """The letters and digits that stand without a break before `first`, at most the last 24."""
    match = _RUN_BEFORE.search(data[max(first - _LONGEST, 0) : first])
    return match[0] if match else b""


def run_after(data: bytes, last: int) -> bytes:
    """The letters and digits that stand without a break from `last` on, at most the first 24."""
    match = _RUN.match(data, last, last + _LONGEST)
    return match[0] if match else b""
