"""Bytes of a file and places in them.

All places inside dlint are half-open byte offsets (`Span`). Lines and columns exist only where a person or a
platform asks for them, and are made here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import Struct


class Span(Struct, frozen=True, order=True):
    """A half-open range of byte offsets, `start <= end`; empty where something is to be inserted."""

    start: int
    end: int

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a byte, one is an insertion strictly inside of the other, or both are
        insertions at one place."""
        if self.start == self.end or other.start == other.end:
            return (self.start == other.start and self.end == other.end) or (
                self.start < other.end and other.start < self.end
            )
        return self.start < other.end and other.start < self.end


class Position(Struct, frozen=True):
    """A place for people: 1-based line and 1-based column in Unicode code points."""

    line: int
    column: int


BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Text:
    """The bytes of one file and the path it is called by (forward slashes, as given by the user).

    Invalid UTF-8 is decoded with `surrogateescape`, so every byte survives a round trip.
    """

    data: bytes
    path: str = "Dockerfile"
    _starts: list[int] = field(default_factory=list, repr=False, compare=False)

    @property
    def line_starts(self) -> list[int]:
        """Offsets at which each line begins; lines end with `\\n` (a `\\r` before it belongs to the line
        end)."""
        if not self._starts:
            starts, at = [0], self.data.find(b"\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.data.find(b"\n", at + 1)
            self._starts.extend(starts)
        return self._starts

    @property
    def eol(self) -> str:
        """The line end this file uses: `\\r\\n` when its first line ends so, else `\\n`."""
        at = self.data.find(b"\n")
        return "\r\n" if at > 0 and self.data[at - 1 : at] == b"\r" else "\n"

    @property
    def line_count(self) -> int:
        starts = self.line_starts
        return len(starts) - 1 if starts[-1] == len(self.data) and len(starts) > 1 else len(starts)

    def line_of(self, offset: int) -> int:
        """1-based line number of a byte offset."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        """Line and column (code points; a byte order mark does not count) of a byte offset."""
        line = self.line_of(offset)
        start = self.line_starts[line - 1]
        if start == 0 and self.data.startswith(BOM):
            start = min(len(BOM), offset)
        return Position(line, len(self.data[start:offset].decode("utf-8", "surrogateescape")) + 1)

    def line_span(self, line: int) -> Span:
        """Span of a 1-based line without its line end."""
        starts = self.line_starts
        start = starts[line - 1]
        end = starts[line] - 1 if line < len(starts) else len(self.data)
        if end > start and self.data[end - 1 : end] == b"\r":
            end -= 1
        return Span(start, end)

    def full_line_span(self, line: int) -> Span:
        """Span of a 1-based line with its line end."""
        starts = self.line_starts
        return Span(starts[line - 1], starts[line] if line < len(starts) else len(self.data))

    def deletions(self, spans: Iterable[Span]) -> list[Span]:
        """The spans to delete, those that touch as one. Whole lines take a blank line after them along where
        one is before them, too: what is left has one of the two."""
        found: list[Span] = []
        for span in sorted(spans):
            if found and found[-1].end == span.start:
                span = Span(found.pop().start, span.end)
            found.append(span)
        return [self._with_blank(s) for s in found]

    def _with_blank(self, span: Span) -> Span:
        starts, first = self.line_starts, self.line_of(span.start)
        last = self.line_of(span.end)  # the line after, where whole lines are deleted
        if (
            span.start != starts[first - 1]
            or span.end != starts[last - 1]
            or last > len(starts)
            or self.line(last).strip()
            or (first > 1 and self.line(first - 1).strip())
        ):
            return span
        return Span(span.start, self.full_line_span(last).end)

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self.data[span.start : span.end].decode("utf-8", "surrogateescape")

    def line(self, number: int) -> str:
        """The text of a 1-based line without its line end."""
        return self.slice(self.line_span(number))
