"""Sizes and rates on the command line: `20MB`, `500k`, `1.5GiB`."""

from __future__ import annotations

import re

LARGEST = 1 << 62
"""What sqlite still adds and compares as an integer."""
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)(?:b(?:ytes?)?)?(?:/s)?\Z", re.I)


def size(text: str) -> int:
    """Bytes, fewer than LARGEST. Raises ValueError."""
    match = _SIZE.match(text.strip())
    if match is None:
        raise ValueError(text)
    value = float(match[1]) * (1024 if match[3] else 1000) ** " kmgt".index(match[2].lower() or " ")
    if value >= LARGEST:
        raise ValueError(text)
    return int(value)


def duration(seconds: float) -> str:
    """About how long, for a person."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
