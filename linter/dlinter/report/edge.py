"""The one place where text leaves for a terminal, a viewer or a file that one opens: nothing that speaks to
it gets through.

A control character, a bidirectional mark or another sign that nobody sees becomes its escape (`\\u202e`),
which in JSON is the same character to whoever parses it. Line ends and tabs stay, and dlint's own colours
where there are any.
"""

from __future__ import annotations

import re
from typing import Any, TextIO, cast

UNSEEN = (
    "\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
"""C1 controls, bidirectional marks (UAX #9), separators, joiners and tags: in a class of a regular
expression."""
_LOUD = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f{UNSEEN}]|\r(?!\n)")
_LOUD_BUT_COLORS = re.compile(rf"(?!\x1b\[[0-9;]{{0,24}}m)(?:{_LOUD.pattern})")


def harmless(text: str, *, color: bool = False) -> str:
    """The text with what is not to reach a reader raw as its escape. `color`: SGR sequences (ECMA-48,
    8.3.117) stay."""
    if not color and text.isascii() and text.isprintable():
        return text
    return (_LOUD_BUT_COLORS if color else _LOUD).sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


class Edge:
    """A stream that writes to another what is harmless; everything else is the other's."""

    def __init__(self, out: TextIO, *, color: bool = False) -> None:
        self._out = out
        self._color = color

    def write(self, text: str) -> int:
        return self._out.write(harmless(text, color=self._color))

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)


def edge(out: TextIO, *, color: bool = False) -> TextIO:
    """The stream, guarded."""
    return cast("TextIO", Edge(out, color=color))
