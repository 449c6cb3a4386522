"""JSON that others wrote, read so that every string of it can be written again as UTF-8."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

_SUSPECT = re.compile(r"[\ud800-\udfff]|\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u([dD][89a-fA-F][0-9a-fA-F]{2})|\\.|"
    r"([\ud800-\udfff])",
    re.DOTALL,
)


def load_json(data: bytes, pairs: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """A JSON document. Half of a surrogate pair, which no file, database or terminal takes, becomes the text
    of its escape (`\\ud800`): two keys stay two, and what stands beside it is kept. `pairs` as
    `object_pairs_hook` of `json.loads`. Raises ValueError and RecursionError."""
    text = data.decode(json.detect_encoding(data), "surrogatepass")
    if _SUSPECT.search(text):
        text = _ESCAPE.sub(_whole, text)
    return json.loads(text, object_pairs_hook=pairs)


def _whole(match: re.Match[str]) -> str:
    if match[1]:
        return rf"\\u{match[1].lower()}"
    return rf"\\u{ord(match[2]):04x}" if match[2] else match[0]
