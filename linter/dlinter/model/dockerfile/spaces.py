"""White space as Go sees it, over latin-1 text (one character a byte).

Three kinds meet in BuildKit's parser: Unicode white space of decoded UTF-8 (`unicode.IsSpace` on runes),
single bytes taken for runes (`rune(line[pos])`), and the ASCII class of the regular expressions.
"""

from __future__ import annotations

import re

_UNIT = r"[\t\n\v\f\r ]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80"
LEFT = re.compile(rf"(?:{_UNIT})*")
ONE = re.compile(_UNIT)
BYTES = "\t\n\v\f\r \x85\xa0"
"""Bytes that are white space when each is taken for a rune."""
ASCII = "\t\v\f\r "
_SUSPECT = re.compile(r"[\xc2\xe1\xe2\xe3]")


def left(text: str, at: int = 0, end: int | None = None) -> int:
    """The first offset from `at` that is no white space (runes)."""
    if " " < text[at : at + 1] < "\x80":
        return at
    match = LEFT.match(text, at, len(text) if end is None else end)
    return match.end() if match else at


def right(text: str, at: int, end: int) -> int:
    """The offset after the last character before `end` that is no white space (runes), not before `at`."""
    while end > at:
        if text[end - 1] in "\t\n\v\f\r ":
            end -= 1
        elif text[end - 1] < "\x80":
            break
        elif end - 2 >= at and ONE.fullmatch(text, end - 2, end):
            end -= 2
        elif end - 3 >= at and ONE.fullmatch(text, end - 3, end):
            end -= 3
        else:
            break
    return end


def trimmed(text: str, at: int, end: int) -> str:
    """What is between two offsets but for white space around it (runes), decoded."""
    piece = text[at:end]
    if piece.isascii():
        return piece.strip("\t\n\v\f\r ")
    first = left(text, at, end)
    return decode(text[first : right(text, first, end)])


def space_at(text: str, at: int) -> int:
    """The length of the white space rune at an offset, 0 where there is none."""
    char = text[at]
    if char in "\t\n\v\f\r ":
        return 1
    if char in "\xc2\xe1\xe2\xe3":
        match = ONE.match(text, at)
        return match.end() - at if match else 0
    return 0


def decode(text: str) -> str:
    """Latin-1 text as what its bytes say in UTF-8, `surrogateescape` for what is none."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")
