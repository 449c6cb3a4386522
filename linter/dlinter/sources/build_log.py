"""How long the steps of a build took, from what BuildKit wrote of it.

Read are: `--progress=rawjson` (one `client.SolveStatus` a line, BuildKit client/graph.go), `--progress=plain` (util/progress/progressui/printer.go,
also with a CI's time stamps before each line), what `docker buildx history logs` prints (the same two), and the archive of
`docker buildx history export` (buildx util/desktop/bundle/export.go: a gzipped OCI archive; its logs are frames of four bytes of length,
little endian, and a `StatusResponse`, solver/llbsolver/history.go; its traces are the JSON of otelutil.Span).
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

LARGEST = 512 << 20
"""Bytes that an archive may have when unpacked."""
_MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json")
_STATUS, _TRACE = "application/vnd.buildkit.status.v0", "application/vnd.buildkit.otlp.json.v0"
_PLAIN = re.compile(r"#(\d+) (.*)\Z")
_DONE = re.compile(r"DONE(?: (\d+(?:\.\d+)?)s)?\Z")
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)\Z")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class BuildLogError(ValueError):
    """The bytes are no log of a build; the message says what is wrong."""


@dataclass(slots=True)
class Vertex:
    """One operation as the log names it (`[build 2/5] RUN npm ci`). `spans` are (begin, end) in seconds."""

    name: str
    cached: bool = False
    failed: bool = False
    spans: list[tuple[float, float]] = field(default_factory=list)

    @property
    def seconds(self) -> float | None:
        """Seconds it ran, spans that overlap counted once; None when it came from the cache, failed, or never ended."""
        if self.cached or self.failed or not self.spans:
            return None
        total, end = 0.0, float("-inf")
        for begin, stop in sorted(self.spans):
            total += max(0.0, stop - max(begin, end))
            end = max(end, stop)
        return total


Build = tuple[Vertex, ...]
"""The operations of one build, in order of their first mention."""


def read_builds(data: bytes) -> tuple[Build, ...]:
    """The builds of a log or an archive. Raises BuildLogError."""
    if data[:2] == b"\x1f\x8b":
        return _archive(_unzip(data))
    if data[257:262] == b"ustar":
        return _archive(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # what PowerShell's `>` writes
        data = data.decode("utf-16", "replace").encode()
    lines = data.decode("utf-8", "replace").splitlines()
    first = next((line.lstrip() for line in lines if line.lstrip().startswith(("{", "#"))), "")
    builds = _rawjson(lines) if first.startswith("{") else _plain(lines)
    if not builds:
        raise BuildLogError("no steps of a build in it: wanted is `docker buildx build --progress=rawjson` or `=plain`, or a `docker buildx history export`")
    return builds


def _rawjson(lines: list[str]) -> tuple[Build, ...]:
    found: dict[str, Vertex] = {}
    for line in lines:
        if '"vertexes"' not in line:
            continue
        try:
            status = json.loads(line[line.index("{") :])
        except ValueError:
            continue  # another program's line, or one cut off
        for vertex in status.get("vertexes") or () if isinstance(status, dict) else ():
            if isinstance(vertex, dict):
                _note(found, vertex)
    return (tuple(found.values()),) if found else ()


def _note(found: dict[str, Vertex], raw: Mapping[str, Any]) -> None:
    """One mention of a vertex: it is mentioned when it is known, begins, and ends, maybe several times."""
    name = raw.get("name")
    digest = raw.get("digest")
    if not isinstance(name, str) or not isinstance(digest, str):
        return
    vertex = found.setdefault(digest, Vertex(name))
    vertex.cached = vertex.cached or raw.get("cached") is True
    vertex.failed = vertex.failed or bool(raw.get("error"))
    begin, end = _seconds(raw.get("started")), _seconds(raw.get("completed"))
    if begin is not None and end is not None and (begin, end) not in vertex.spans:
        vertex.spans.append((begin, end))


def _seconds(text: object) -> float | None:
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


def _plain(lines: list[str]) -> tuple[Build, ...]:
    """`#7 [build 2/5] RUN npm ci`, later `#7 DONE 12.3s`, `#7 CACHED`, `#7 ERROR: …`. A number that stands for another name begins another
    build; a step that pulls says DONE several times, the last one counts."""
    builds: list[dict[int, Vertex]] = [{}]
    for line in lines:
        at = line.find("#")
        match = _PLAIN.match(_ESCAPES.sub("", line[at:]).rstrip()) if at >= 0 else None
        if match is None:
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


def _unzip(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            out = stream.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BuildLogError(f"damaged gzip: {error}") from None
    if len(out) > LARGEST:
        raise BuildLogError(f"more than {LARGEST >> 20} MB when unpacked")
    return out


def _archive(data: bytes) -> tuple[Build, ...]:
    """An OCI archive of history records: each manifest has the logs or the trace of one build among its layers."""
    blobs: dict[str, bytes] = {}
    index = b""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.isreg() else None
                if stream is not None:
                    name = member.name.removeprefix("./")
                    if name == "index.json":
                        index = stream.read()
                    elif name.startswith("blobs/"):
                        blobs[name[len("blobs/") :].replace("/", ":", 1)] = stream.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BuildLogError(f"damaged archive: {error}") from None
    builds: list[Build] = []
    for manifest in _manifests(index, blobs, 0):
        layers = [d for d in manifest.get("layers") or () if isinstance(d, dict)]
        build = _of_layers(layers, blobs)
        if build:
            builds.append(build)
    if not builds:
        raise BuildLogError("an archive without the logs of a build: wanted is what `docker buildx history export` writes")
    return tuple(builds)


def _manifests(data: bytes, blobs: Mapping[str, bytes], depth: int) -> Iterator[dict[str, Any]]:
    try:
        document = json.loads(data)
    except ValueError:
        return
    if not isinstance(document, dict) or depth > 4:
        return
    if "layers" in document:
        yield document
    for descriptor in document.get("manifests") or ():
        if isinstance(descriptor, dict) and descriptor.get("mediaType") in _MANIFESTS:
            yield from _manifests(blobs.get(str(descriptor.get("digest")), b""), blobs, depth + 1)


def _of_layers(layers: list[dict[str, Any]], blobs: Mapping[str, bytes]) -> Build:
    """The logs tell of every vertex; the trace is asked where there are none."""
    for kind, read in ((_STATUS, _status), (_TRACE, _trace)):
        for layer in layers:
            if layer.get("mediaType") == kind:
                found: dict[str, Vertex] = {}
                for raw in read(blobs.get(str(layer.get("digest")), b"")):
                    _note(found, raw)
                if found:
                    return tuple(found.values())
    return ()


def _trace(data: bytes) -> Iterator[dict[str, Any]]:
    """Spans one after another; those of a step have the attribute `vertex`, its digest."""
    text, decoder, at = data.decode("utf-8", "replace"), json.JSONDecoder(), 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        try:
            span, at = decoder.raw_decode(text, at)
        except ValueError:
            return
        if not isinstance(span, dict):
            continue
        values = {a.get("Key"): a["Value"].get("Value") for a in span.get("Attributes") or () if isinstance(a, dict) and isinstance(a.get("Value"), dict)}
        name = span.get("Name")
        if isinstance(values.get("vertex"), str) and isinstance(name, str) and name.startswith("["):
            yield {"digest": values["vertex"], "name": name, "started": span.get("StartTime"), "completed": span.get("EndTime")}


def _status(data: bytes) -> Iterator[dict[str, Any]]:
    """Frames of `StatusResponse` (api/services/control/control.proto): field 1 are vertexes."""
    at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        frame = data[at + 4 : at + 4 + size]
        at += 4 + size
        if len(frame) < size:
            return
        for number, value in _fields(frame):
            if number == 1 and isinstance(value, bytes):
                yield _vertex(value)


def _vertex(data: bytes) -> dict[str, Any]:
    """`Vertex`: digest 1, name 3, cached 4, started 5, completed 6, error 7."""
    out: dict[str, Any] = {}
    for number, value in _fields(data):
        if number in (1, 3, 7) and isinstance(value, bytes):
            out[{1: "digest", 3: "name", 7: "error"}[number]] = value.decode("utf-8", "replace")
        elif number == 4:
            out["cached"] = value == 1
        elif number in (5, 6) and isinstance(value, bytes):
            out["started" if number == 5 else "completed"] = _timestamp(value)
    return out


def _timestamp(data: bytes) -> str:
    """`google.protobuf.Timestamp` (seconds 1, nanos 2) as RFC 3339."""
    import time

    values = {number: value for number, value in _fields(data) if isinstance(value, int)}
    try:
        when = time.gmtime(values.get(1, 0))
    except (ValueError, OverflowError, OSError):
        return ""
    return time.strftime("%Y-%m-%dT%H:%M:%S", when) + f".{values.get(2, 0):09d}Z"


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a protobuf message; ends where it is damaged."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        size = 8 if kind == 1 else 4
        if kind == 2:
            size, at = _varint(data, at)
        elif kind not in (1, 5):
            return
        if at + size > len(data):
            return
        yield key >> 3, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
    return value, at
