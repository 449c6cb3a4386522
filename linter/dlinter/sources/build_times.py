"""How long steps took, from a build's own log: `docker buildx build --progress=rawjson` or `--progress=plain`, and `docker buildx history logs`
with either format.

rawjson: one JSON object a line, BuildKit's `SolveStatus` (client/graph.go): `vertexes` with `digest`, `name`, `started`, `completed`, `cached`.
plain: `#5 [build 2/4] RUN make`, then `#5 DONE 1.2s` or `#5 CACHED` (util/progress/progressui).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

_PLAIN = re.compile(r"#(\d+) (?:\[(.+?)\] (.*)|DONE ([0-9.]+)s|(CACHED))\s*\Z")
_NAME = re.compile(r"\[(.+?)\] (.*)", re.DOTALL)
_PLACE = re.compile(r"(?:(\S+/\S+(?:->\S+)?) )?(?:(\S+) )?(\d+)/(\d+)\Z")


class NotALog(ValueError):
    """The text is no build log that dlint reads; one line."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One step of a log. `stage` is "" in a Dockerfile of one stage without a name. `seconds` is None for one found in the cache."""

    stage: str
    number: int
    text: str
    seconds: float | None


def read_times(text: str) -> list[Timing]:
    """The steps of a log, in order; `[internal]` ones left out. Raises NotALog."""
    lines = text.lstrip("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    found = _raw(lines) if first.lstrip().startswith("{") else _plain(lines)
    if not found:
        raise NotALog("no steps in it: wanted is the output of `docker buildx build --progress=rawjson` or `--progress=plain`, or of `docker buildx history logs`")
    return found


def _plain(lines: Iterable[str]) -> list[Timing]:
    names: dict[str, tuple[str, str]] = {}
    took: dict[str, float | None] = {}
    for line in lines:
        match = _PLAIN.match(line)
        if match is None:
            continue
        number, place, text, seconds, cached = match.groups()
        if place:
            names.setdefault(number, (place, text))
        elif seconds:
            took[number] = float(seconds)
        elif cached:
            took[number] = None
    return _timings((*names[n], took[n]) for n in names if n in took)


def _raw(lines: Iterable[str]) -> list[Timing]:
    names: dict[str, str] = {}
    took: dict[str, float | None] = {}
    began: dict[str, float] = {}
    for line in lines:
        try:
            data = json.loads(line)
        except ValueError:
            continue
        for vertex in (data.get("vertexes") or []) if isinstance(data, dict) else []:
            digest = str(vertex.get("digest"))
            names.setdefault(digest, str(vertex.get("name", "")))
            if vertex.get("started"):
                began[digest] = _seconds(vertex["started"])
            if vertex.get("cached"):
                took[digest] = None
            elif vertex.get("completed") and digest in began and took.get(digest, 0.0) is not None:
                took[digest] = max(0.0, _seconds(vertex["completed"]) - began[digest])
    split = ((d, _NAME.match(n)) for d, n in names.items() if d in took)
    return _timings((m.group(1), m.group(2), took[d]) for d, m in split if m)


def _seconds(text: str) -> float:
    """RFC 3339 with nanoseconds."""
    match = re.match(r"(\d+-\d+-\d+T\d+:\d+:\d+)(\.\d+)?(Z|[+-]\d+:\d+)?\Z", text)
    if match is None:
        raise NotALog(f"`{text[:40]}` is no time")
    zone = "+00:00" if match.group(3) in (None, "Z") else match.group(3)
    return datetime.fromisoformat(match.group(1) + zone).timestamp() + float(match.group(2) or 0)


def _timings(items: Iterable[tuple[str, str, float | None]]) -> list[Timing]:
    found = []
    for place, text, seconds in items:
        match = _PLACE.match(place)
        if match:
            found.append(Timing(match.group(2) or "", int(match.group(3)), " ".join(text.split()), seconds))
    return found
