"""Where on the platforms a finding is shown: on one line, because an annotation shows only where all its
lines are in a pull request's diff, and never as an empty place."""

from __future__ import annotations

from dlinter.model.text import BOM, Span, Text


def on_one_line(text: Text, span: Span | None) -> Span:
    """The span, cut at its first line's end; without a span (a finding about the file) or on a blank line the
    nearest line that is not blank; for an empty span the character at it. Empty only in a blank file."""
    start = min(span.start if span is not None else 0, len(text.data))
    line = text.line_of(start)
    row = text.line_span(line)
    if span is None or row.start == row.end:
        row = _near(text, line)
        start = min(len(BOM), row.end) if row.start == 0 and text.data.startswith(BOM) else row.start
        return Span(start, row.end)
    start = min(start, row.end)
    end = max(start, min(span.end, row.end))
    if end > start:
        return Span(start, end)
    return (
        Span(start, _next(text.data, start, row.end))
        if start < row.end
        else Span(_previous(text.data, end, row.start), end)
    )


def line_shown(text: Text, span: Span | None) -> int:
    """The 1-based line that a finding is shown on."""
    return text.line_of(on_one_line(text, span).start)


def _near(text: Text, line: int) -> Span:
    """The line, or the nearest one below and then above that is not blank."""
    for number in [*range(line, text.line_count + 1), *range(line - 1, 0, -1)]:
        if number <= text.line_count and text.line(number).strip():
            return text.line_span(number)
    return text.line_span(1)


def _next(data: bytes, at: int, limit: int) -> int:
    """The start of the next character."""
    at += 1
    while at < limit and data[at] & 0xC0 == 0x80:
        at += 1
    return at


def _previous(data: bytes, at: int, limit: int) -> int:
    """The start of the character before."""
    at -= 1
    while at > limit and data[at] & 0xC0 == 0x80:
        at -= 1
    return at
