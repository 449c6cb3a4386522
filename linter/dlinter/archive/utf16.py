"""Text in UTF-16 with a byte order mark, passed on as UTF-8: the lines are the same."""

from __future__ import annotations

import codecs

from dlinter.archive.pull import Pull, Steps
from dlinter.archive.sink import Sink


def read_utf16(pull: Pull, sink: Sink) -> Steps:
    """Raises ValueError where the bytes are no UTF-16 at all."""
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    out = sink.member("")
    try:
        while data := (yield from pull.some()):
            text = decoder.decode(data).encode("utf-8", "replace")
            if text:
                out.write(text)
    finally:
        out.close()
