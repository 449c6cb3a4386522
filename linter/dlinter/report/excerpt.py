"""The lines of a finding with its place marked, coloured by pygments over dlint's own tokens."""

from __future__ import annotations

from collections.abc import Sequence

from dlinter.model.builds.names import is_data
from dlinter.model.text import Span, Text
from dlinter.report.pieces import Piece, columns, masked, visible
from dlinter.report.settings import ReportSettings

MOST = 4
"""Lines shown of a long span: the first ones."""
_NARROW = 20
"""Columns of source that are shown on the narrowest terminal."""

def excerpt(text: Text, span: Span, hidden: Sequence[Span], settings: ReportSettings) -> list[str]:
    """The first lines of the span, each with a row of carets below; line numbers in the margin. Of a line
    longer than the terminal the part around the place is shown. `hidden` are the secrets of the text."""
    first = text.line_of(span.start)
    last = max(first, text.line_of(max(span.start, span.end - 1)))
    shown = range(first, min(last, first + MOST - 1) + 1)
    margin = len(str(shown[-1])) + 2
    limit = max(_NARROW, settings.width - margin - 3)
    blank = f"{'':>{margin}} | "
    rows = []
    for number in shown:
        row = text.line_span(number)
        data = masked(text, row, hidden)
        start = min(max(row.start, span.start), row.end) - row.start
        end = max(start, min(row.end, span.end) - row.start)
        before, marked = visible(data[:start]), visible(data[start:end])
        if number > first:
            indent = len(marked) - len(marked.lstrip())
            before, marked = before + marked[:indent], marked[indent:]
        pieces = _colored(text, number, hidden) if settings.color else [(None, visible(data))]
        low = 0
        if columns("".join(p for _, p in pieces)) > limit:
            low = (
                max(0, min(len(before) - limit // 3, len(before) + len(marked) - limit + 2))
                if len(before) + len(marked) >= limit
                else 0
            )
            pieces = _window(pieces, low, limit)
            before = ("…" + before[low + 1 :]) if low else before
        rows.append(f"{number:>{margin}} | {_formatted(pieces, settings)}".rstrip())
        width = columns(before)
        if width < limit and (marked or number == first):
            carets = "^" * max(1, min(columns(marked), limit - width))
            rows.append(blank + " " * width + (f"\x1b[31m{carets}\x1b[0m" if settings.color else carets))
    if last > shown[-1]:
        rows.append(f"{blank}… {last - shown[-1]} more {'line' if last - shown[-1] == 1 else 'lines'}")
    return rows


def _window(pieces: list[Piece], low: int, limit: int) -> list[Piece]:
    """The pieces from a character on, `limit` columns of them, with `…` where something is cut off."""
    done: list[Piece] = [(None, "…")] if low else []
    at, room = 0, limit - 2
    skip = low + 1 if low else 0
    for kind, value in pieces:
        part = value[max(0, skip - at) :]
        at += len(value)
        taken = ""
        for character in part:
            wide = columns(character)
            if wide > room:
                done.append((kind, taken))
                return [*done, (None, "…")]
            taken, room = taken + character, room - wide
        done.append((kind, taken))
    return done


def _colored(text: Text, number: int, hidden: Sequence[Span]) -> list[Piece]:
    if is_data(text.path):  # a workflow, a Compose file: no Dockerfile's colours
        return [(None, visible(masked(text, text.line_span(number), hidden)))]
    from dlinter.report.lexer import line_pieces

    return line_pieces(text, number, hidden)


def _formatted(pieces: list[Piece], settings: ReportSettings) -> str:
    if not settings.color:
        return "".join(value for _, value in pieces)
    from dlinter.report.lexer import formatted

    return formatted(pieces)
