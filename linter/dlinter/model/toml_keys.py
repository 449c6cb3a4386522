"""TOML that may be hostile.

`tomllib` keeps every prefix of a dotted key, which takes the square of its length: 11 GB for 100 KB of
`a.a.a…`.
"""

from __future__ import annotations

import re

MOST_PARTS = 32
"""Parts of a key: `a.b.c` has three. dlint's own settings have four."""
_TOKEN = r'''
    """(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)              # a string over several lines, up to the end when it has none
    | '{3}(?:[^']|'(?!''))*+(?:'{3}|\Z)
    | (?P<part>"(?:[^"\\\n]|\\.)*+"? | '[^'\n]*+'? | [A-Za-z0-9_-]++)
    | (?P<dot>\.)
    | (?P<blank>[ \t]++)
    | \#[^\n]*+
    | .
    '''  # noqa: E501


def longest_key(text: str) -> int:
    """How many parts the longest dotted key has (a number with a point counts as two), or more where it is
    short anyway."""
    if text.count(".") < MOST_PARTS:
        return min(1, len(text)) + text.count(".")
    longest = parts = 0
    after_dot = False
    for token in re.finditer(_TOKEN, text, re.DOTALL | re.VERBOSE):
        if token["part"] is not None:
            parts = parts + 1 if after_dot else 1
            longest, after_dot = max(longest, parts), False
        elif token["dot"] is not None:
            after_dot = parts > 0 and not after_dot
        elif token["blank"] is None:
            parts, after_dot = 0, False
    return longest
