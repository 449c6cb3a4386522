"""Text in UTF-16 with a byte order mark, and in UTF-32, passed on as UTF-8: the lines are the same."""

from __future__ import annotations

import codecs
import re

from dlinter.archive.pull import Pull, Steps
from dlinter.archive.sink import Reader, Sink

_PLAIN = re.compile(rb"[\t\r\n -~]{16,}")
"""Plain text: a byte order mark before it does not make it UTF-16."""
_SEAM = 4096


def read_utf16(pull: Pull, sink: Sink) -> Steps:
    """Raises ValueError where the bytes are no UTF-16 at all. Runs of plain text are passed on as they are,
    too."""
    return _read("utf-16", pull, sink)


def read_utf32(pull: Pull, sink: Sink) -> Steps:
    """The same of four bytes a letter."""
    return _read("utf-32", pull, sink)


def read_utf32_of(codec: str) -> Reader:
    """The reader where there is no byte order mark: `codec` says the order, "utf-32-le" or "utf-32-be"."""
    return lambda pull, sink: _read(codec, pull, sink)


def _read(codec: str, pull: Pull, sink: Sink) -> Steps:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    out = sink.member("")
    tail = b""
    try:
        while data := (yield from pull.some()):
            text = decoder.decode(data).encode("utf-8", "replace")
            if text:
                out.write(text)
            whole = tail + data
            tail = whole[-_SEAM:]
            for run in _PLAIN.findall(whole):
                out.write(b"\n" + run + b"\n")
    finally:
        out.close()
