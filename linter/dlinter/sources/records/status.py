"""The log and the trace inside a history record: frames of `StatusResponse`
(api/services/control/control.proto), and JSON of otelutil.Span."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

LARGEST_FRAME = 16 << 20
"""Bytes of the largest frame that is read: a longer one is damage."""


def status_vertices(chunks: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The mentions of vertices (field 1) in frames of four bytes of length, little endian, and a message
    (solver/llbsolver/history.go). Ends where the log is cut off or damaged."""
    data = b""
    for chunk in chunks:
        data += chunk
        at = 0
        while at + 4 <= len(data):
            size = int.from_bytes(data[at : at + 4], "little")
            if size > LARGEST_FRAME:
                return
            if at + 4 + size > len(data):
                break
            for number, value in _fields(data[at + 4 : at + 4 + size]):
                if number == 1 and isinstance(value, bytes):
                    yield _vertex(value)
            at += 4 + size
        data = data[at:]


def trace_vertices(data: bytes) -> Iterator[dict[str, Any]]:
    """Spans one after another; those of a step have the attribute `vertex`, its digest."""
    text, decoder, at = data.decode("utf-8", "replace"), json.JSONDecoder(), 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        try:
            span, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        if not isinstance(span, dict):
            continue
        attributes = span.get("Attributes")
        values = {
            str(a.get("Key")): a["Value"].get("Value")
            for a in (attributes if isinstance(attributes, list) else ())
            if isinstance(a, dict) and isinstance(a.get("Value"), dict)
        }
        name = span.get("Name")
        if isinstance(values.get("vertex"), str) and isinstance(name, str) and name.startswith("["):
            yield {
                "digest": values["vertex"],
                "name": name,
                "started": span.get("StartTime"),
                "completed": span.get("EndTime"),
            }


def _vertex(data: bytes) -> dict[str, Any]:
    """`Vertex`: digest 1, inputs 2, name 3, cached 4, started 5, completed 6, error 7."""
    out: dict[str, Any] = {}
    inputs: list[str] = []
    for number, value in _fields(data):
        if number == 2 and isinstance(value, bytes):
            inputs.append(value.decode("utf-8", "replace"))
        elif number in (1, 3, 7) and isinstance(value, bytes):
            out[{1: "digest", 3: "name", 7: "error"}[number]] = value.decode("utf-8", "replace")
        elif number == 4:
            out["cached"] = value == 1
        elif number in (5, 6) and isinstance(value, bytes):
            out["started" if number == 5 else "completed"] = _timestamp(value)
    if inputs:
        out["inputs"] = inputs
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
