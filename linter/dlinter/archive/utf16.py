"""Text in UTF-16 with a byte order mark, passed on as UTF-8: the lines are the same."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from dlinter.archive.pull import Pull, Steps

if TYPE_CHECKING:
    from dlinter.secrets.unpack import Part


def read_utf16(pull: Pull, part: Part) -> Steps:
    """Raises ValueError where the bytes are no UTF-16 at all."""
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    out = part.member("")
    try:
        while data := (yield from pull.some()):
            text = decoder.decode(data).encode("utf-8", "replace")
            if text:
                out.write(text)
    finally:
        out.close()
