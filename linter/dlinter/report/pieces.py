"""A line of a file as it is shown: in pieces, with its secrets masked and its control characters made
visible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dlinter.model.masks import blanked
from dlinter.model.text import Span, Text
from dlinter.report.plain import clean

Piece = tuple[Any, str]
"""A pygments token type (None without colour) and the text of it as it is shown."""


def masked(text: Text, window: Span, hidden: Sequence[Span]) -> bytes:
    """The bytes of a window with the secrets of the file (`Location.hidden`) as `*`, byte for byte."""
    data = text.data[window.start : window.end]
    return blanked(data, window.start, hidden) if hidden else data


def visible(data: bytes) -> str:
    """Bytes of a line as they are shown: a tab is four blanks, a control character its escape."""
    return shown_text(data.decode("utf-8", "surrogateescape"))


def shown_text(text: str) -> str:
    """The same of a text."""
    return clean(text.replace("\t", "    "))


def columns(text: str) -> int:
    """Columns of a terminal that a text takes (UAX #11: wide characters take two, combining marks none)."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
