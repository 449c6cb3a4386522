"""Pieces of the page. Whatever comes from what was examined goes through `said` or `code`."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from dlinter.finding import Severity
from dlinter.report.plain import clean

MARKS = {Severity.ERROR: "✕", Severity.WARNING: "▲", Severity.NOTE: "●"}


def said(text: str) -> str:
    """Text between tags or in a quoted attribute."""
    return escape(clean(text))


def code(text: str) -> str:
    """A message, with what stands in backticks as code."""
    pieces = said(text).split("`")
    return (
        "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))
        if len(pieces) % 2
        else said(text)
    )


def cut(text: str, most: int) -> str:
    """The text, or its begin and end around `…`."""
    return text if len(text) <= most else f"{text[: most * 2 // 3]}…{text[-(most // 3) :]}"


def badge(severity: Severity, count: int | None = None) -> str:
    """`✕ error`, or `✕ 3` where there is a number."""
    shown = severity.value if count is None else str(count)
    return (
        f'<span class="badge {severity.value}" title="{severity.value}"><i '
        f'aria-hidden="true">{MARKS[severity]}</i> {shown}</span>'
    )


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """A list of names and values, which are HTML already; rows without a value are left out."""
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f'<dl class="facts">{told}</dl>' if told else ""
