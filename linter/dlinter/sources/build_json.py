"""JSON that builds leave behind, read with limits, and what is wrong with it."""

from __future__ import annotations

import json
import re
from typing import Any

LARGEST = 16 << 20
"""Bytes of the largest JSON document of a record that is read."""
MOST_VALUES = 1_000_000
"""Values of one JSON document: each takes about 60 bytes of memory or more."""
_DEPTH = re.compile(rb"[\[{]")


class BuildLogError(ValueError):
    """The bytes are not a log or record of a build; the message says what is wrong, after the name of the
    file."""


def parse(data: bytes, what: str) -> Any:
    """A JSON document of a record, of a size that can be held. Raises BuildLogError."""
    if len(data) > LARGEST:
        raise BuildLogError(f"{what} is larger than the limit of {LARGEST >> 20} MB")
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES:
        raise BuildLogError(f"{what} has more than {MOST_VALUES:,} values")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise BuildLogError(f"{what} is not JSON, or cut off") from None


def mapping(value: Any) -> dict[str, Any]:
    """A value that should be an object; an empty one where it is something else."""
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def texts(value: Any) -> tuple[str, ...]:
    return tuple(v for v in listing(value) if isinstance(v, str))


def number(value: Any, default: int = 0) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def pairs(value: Any) -> dict[str, str]:
    """An object's texts; what is something else is left out."""
    return {k: v for k, v in mapping(value).items() if isinstance(v, str)}
