"""Byte offsets ↔ the positions of LSP: a line from 0 and a character from 0, counted in the units that both
sides agreed on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from dlinter.model.text import Span

UTF8, UTF16, UTF32 = "utf-8", "utf-16", "utf-32"
_END = re.compile(rb"\r\n|\n|\r")


def negotiated(offered: Sequence[str]) -> str:
    """The encoding to count in: bytes, as dlint itself does, where the client offers them; UTF-16 where it
    offers nothing (LSP 3.17, `PositionEncodingKind`)."""
    return next((each for each in (UTF8, UTF16, UTF32) if each in offered), UTF16)


class Lines:
    """The lines of a text as LSP sees them: `\\n`, `\\r\\n` and a lone `\\r` end one."""

    def __init__(self, data: bytes, encoding: str) -> None:
        self.data, self.encoding = data, encoding
        ends = list(_END.finditer(data))
        self._starts = [0, *(m.end() for m in ends)]
        self._ends = [*(m.start() for m in ends), len(data)]

    def position(self, offset: int) -> dict[str, int]:
        line = bisect_right(self._starts, min(offset, len(self.data))) - 1
        start = self._starts[line]
        return {"line": line, "character": self._units(self.data[start : min(offset, self._ends[line])])}

    def range(self, span: Span) -> dict[str, Any]:
        return {"start": self.position(span.start), "end": self.position(span.end)}

    def offset(self, position: Mapping[str, Any]) -> int:
        """The byte offset of a position; what is behind the end of a line or of the text is that end (LSP
        3.17, `Position`)."""
        line, character = int(position["line"]), int(position["character"])
        if line >= len(self._starts):
            return len(self.data)
        start, end = self._starts[max(line, 0)], self._ends[max(line, 0)]
        if self.encoding == UTF8:
            return min(start + max(character, 0), end)
        at = start
        for char in self.data[start:end].decode("utf-8", "replace"):
            character -= self._width(char)
            if character < 0:
                break
            at += len(char.encode("utf-8"))
        return min(at, end)

    def span(self, range_: Mapping[str, Any]) -> Span:
        start = self.offset(range_["start"])
        return Span(start, max(start, self.offset(range_["end"])))

    def _units(self, piece: bytes) -> int:
        if self.encoding == UTF8:
            return len(piece)
        return sum(map(self._width, piece.decode("utf-8", "replace")))

    def _width(self, char: str) -> int:
        return 2 if self.encoding == UTF16 and char > "\uffff" else 1
