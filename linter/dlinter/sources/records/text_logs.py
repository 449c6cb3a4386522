"""Logs of a build as text: `--progress=rawjson` and `--progress=plain`, also with a CI's time stamps before
each line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dlinter.model.record.vertex import Vertex, Vertices

_PLAIN = re.compile(r"#(\d+) (.*)\Z")
_DONE = re.compile(r"DONE(?: (\d+(?:\.\d+)?)s)?\Z")
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)\Z")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
LONGEST_LINE = 4 << 20
"""Bytes of the longest line that is looked at: BuildKit writes a few hundred of them for a status."""
MOST_VERTICES, MOST_SPANS = 100_000, 1_000
"""Operations of one build, and times that one of them began, that are kept."""


def read_text_log(data: bytes) -> tuple[Vertices, ...]:
    """The builds of a log; none where it is not one."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # what PowerShell's `>` writes
        data = data.decode("utf-16", "replace").encode()
    first = next((line for line in _lines(data) if line.lstrip().startswith(("{", "#"))), "")
    return _rawjson(_lines(data)) if first.lstrip().startswith("{") else _plain(_lines(data))


def _lines(data: bytes) -> Iterator[str]:
    """One line at a time: a log may be large."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        if end - at > LONGEST_LINE:
            at = end + 1
            continue
        # BuildKit overwrites a line with `\r` where its output goes to a terminal.
        yield from data[at:end].decode("utf-8", "replace").splitlines()
        at = end + 1


def _rawjson(lines: Iterable[str]) -> tuple[Vertices, ...]:
    found: dict[str, Vertex] = {}
    for line in lines:
        if '"vertexes"' not in line:
            continue
        try:
            status = json.loads(line[line.index("{") :])
        except (ValueError, RecursionError):
            continue  # another program's line, or one cut off
        vertexes = status.get("vertexes") if isinstance(status, dict) else None
        for vertex in vertexes if isinstance(vertexes, list) else ():
            if isinstance(vertex, dict):
                note(found, vertex)
    return (tuple(found.values()),) if found else ()


def note(found: dict[str, Vertex], raw: Mapping[str, Any]) -> None:
    """One mention of a vertex: it is mentioned when it is known, begins, and ends, maybe several times."""
    name = raw.get("name")
    digest = raw.get("digest")
    if not isinstance(name, str) or not isinstance(digest, str):
        return
    if digest not in found and len(found) >= MOST_VERTICES:
        return
    vertex = found.setdefault(digest, Vertex(name, digest=digest))
    vertex.cached = vertex.cached or raw.get("cached") is True
    vertex.failed = vertex.failed or bool(raw.get("error"))
    inputs = raw.get("inputs")
    if isinstance(inputs, (list, tuple)) and inputs:
        vertex.inputs = tuple(i for i in inputs if isinstance(i, str))
    begin, end = seconds_of(raw.get("started")), seconds_of(raw.get("completed"))
    if (
        begin is not None
        and end is not None
        and len(vertex.spans) < MOST_SPANS
        and (begin, end) not in vertex.spans
    ):
        vertex.spans.append((begin, end))


def seconds_of(text: object) -> float | None:
    """RFC 3339 with up to nine digits of a second → seconds since 1970."""
    match = _TIME.match(text) if isinstance(text, str) else None
    if match is None:
        return None
    import calendar

    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    zone = match[8]
    offset = 0
    if zone != "Z":
        digits = zone[1:].replace(":", "")
        offset = (int(digits[:2]) * 60 + int(digits[2:])) * 60 * (-1 if zone[0] == "-" else 1)
    try:
        return calendar.timegm((year, month, day, hour, minute, second)) + float(match[7] or 0) - offset
    except (ValueError, OverflowError):
        return None


def _plain(lines: Iterable[str]) -> tuple[Vertices, ...]:
    """`#7 [build 2/5] RUN npm ci`, later `#7 DONE 12.3s`, `#7 CACHED`, `#7 ERROR: …`. A number that stands
    for another name begins another build; a step that pulls says DONE several times, the last one counts."""
    builds: list[dict[int, Vertex]] = [{}]
    for line in lines:
        at = line.find("#")
        match = _PLAIN.match(_ESCAPES.sub("", line[at:]).rstrip()) if at >= 0 else None
        if match is None or len(match[1]) > 9:
            continue
        number, rest = int(match[1]), match[2]
        here = builds[-1]
        done = _DONE.match(rest)
        if number in here and (done or rest == "CACHED" or rest.startswith(("ERROR: ", "CANCELED"))):
            vertex = here[number]
            vertex.cached = vertex.cached or rest == "CACHED"
            vertex.failed = vertex.failed or (rest[0] in "EC" and rest != "CACHED")
            if done and done[1]:
                vertex.spans = [(0.0, float(done[1]))]
        elif rest.startswith("["):
            if number in here and here[number].name != rest and _ended(here[number]):
                builds.append({})
            builds[-1].setdefault(number, Vertex(rest))
    return tuple(tuple(b.values()) for b in builds if b)


def _ended(vertex: Vertex) -> bool:
    return vertex.cached or vertex.failed or bool(vertex.spans)
