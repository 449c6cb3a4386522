"""Python bytecode: constants stand one right after the other, each behind a letter for its type (CPython,
Python/marshal.c).

A token there ends at the letter of the next constant (`ghp_…N`), which would make it a part of a longer word.
"""

from __future__ import annotations

import re

_STRING = re.compile(rb"[zZ\xfa\xda](.)|[aAus\xe1\xc1\xf5\xf3](..)\0\0", re.DOTALL)
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"


def apart(data: bytes) -> bytes:
    """The same bytes, of the same length and lines, with NULs around each string in place of its type and the
    next one's."""
    out = bytearray(data)
    at = 0
    while (match := _STRING.search(data, at)) is not None:
        at = match.start() + 1
        length = match[1] or match[2]
        start, end = match.end(), match.end() + int.from_bytes(length, "little")
        if end - start < 8 or end > len(data) or data[start:end].translate(None, _PRINTABLE):
            continue
        for i in (*range(match.start(), start), end):
            if i < len(out) and out[i] != 10:
                out[i] = 0
        at = end
    return bytes(out)
