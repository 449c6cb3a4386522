"""The lines of a finding with its place marked, coloured by pygments over dlint's own tokens."""

from __future__ import annotations

from dlinter.model.text import Span, Text
from dlinter.report.plain import clean
from dlinter.report.settings import ReportSettings

MOST = 4
"""Lines shown of a long span: the first ones."""
_kept: dict[str, list[str]] = {}


def excerpt(text: Text, span: Span, settings: ReportSettings) -> list[str]:
    """The first lines of the span, each with a row of carets below; line numbers in the margin."""
    first = text.line_of(span.start)
    last = max(first, text.line_of(max(span.start, span.end - 1)))
    shown = range(first, min(last, first + MOST - 1) + 1)
    margin = len(str(shown[-1]))
    rows = []
    for number in shown:
        row = text.line_span(number)
        raw = text.slice(row)
        start = max(row.start, span.start) - row.start
        end = min(row.end, span.end) - row.start
        before = _visible(text.data[row.start : row.start + start])
        marked = _visible(text.data[row.start + start : row.start + max(start, end)])
        if number > first:
            indent = len(marked) - len(marked.lstrip())
            before, marked = before + marked[:indent], marked[indent:]
        limit = max(20, settings.width - margin - 5)
        line = _colored(text, number) if settings.color and len(raw) <= limit else _visible(text.data[row.start : row.end])
        if (len(raw) > limit and not settings.color) or len(raw) > limit:
            line = line[: limit - 1] + "…"
        rows.append(f"{number:>{margin + 2}} | {line}")
        if len(before) < limit:
            carets = "^" * max(1, min(len(marked), limit - len(before)))
            if settings.color:
                carets = f"\x1b[31m{carets}\x1b[0m"
            rows.append(f"{'':>{margin + 2}} | {' ' * len(before)}{carets}")
    if last > shown[-1]:
        rows.append(f"{'':>{margin + 2}} | … {last - shown[-1]} more lines")
    return rows


def _visible(data: bytes) -> str:
    return clean(data.decode("utf-8", "surrogateescape").replace("\t", "    "))


def _colored(text: Text, number: int) -> str:
    key = f"{id(text)}:{text.path}"
    lines = _kept.get(key)
    if lines is None:
        from dlinter.report.lexer import highlight

        _kept.clear()  # results come file by file: one text at a time is kept
        lines = _kept[key] = highlight(text)
    return lines[number - 1] if number <= len(lines) else ""
