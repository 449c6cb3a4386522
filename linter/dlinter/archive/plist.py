"""Apple's binary property lists, passed on as lines `name = "value"`."""

from __future__ import annotations

import plistlib

from dlinter.archive.pull import Damaged, Pull, Steps
from dlinter.archive.sink import Cause, Sink

_LARGEST = 16 << 20
"""Bytes; property lists of settings have a few thousand."""
_MOST = 200_000
"""Values that are passed on: a list may name one value many times, and lists of lists so that there is no
end."""


def read_plist(pull: Pull, sink: Sink) -> Steps:
    """The texts and bytes of a property list, each after the name that it has. Raises Damaged where it is
    none."""
    data = bytearray()
    while piece := (yield from pull.some()):
        data += piece
        if len(data) > _LARGEST:
            sink.trouble(f"is a property list of more than {_LARGEST >> 20} MB: it was not read", Cause.LIMIT)
            return
    try:
        root = plistlib.loads(bytes(data), fmt=plistlib.FMT_BINARY)
    except (
        plistlib.InvalidFileException,
        ValueError,
        IndexError,
        TypeError,
        OverflowError,
        RecursionError,
        MemoryError,
    ) as error:
        raise Damaged("is not a property list") from error
    out = sink.member("")
    try:
        left = _MOST
        stack: list[tuple[str, object]] = [("", root)]
        while stack and left:
            left -= 1
            name, value = stack.pop()
            if isinstance(value, dict):
                stack += [(str(key)[:200], inner) for key, inner in reversed(value.items())]
            elif isinstance(value, (list, tuple)):
                stack += [(name, inner) for inner in reversed(value)]
            elif isinstance(value, (str, bytes)):
                text = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
                out.write(name.encode("utf-8", "replace").replace(b"\n", b" ") + b' = "' + text + b'"\n')
            if len(stack) > _MOST:
                break
        if stack:
            sink.trouble("is a property list with too many values: its end was not read", Cause.LIMIT)
    finally:
        out.close()
