"""zip (jar, war, whl, apk, nupkg, docx …) as it streams by: local headers, not the central directory (PKWARE
APPNOTE 6.3)."""

from __future__ import annotations

import bz2
import lzma
import struct
from typing import Any

from dlinter.archive.inflate import BLOCK, raw_inflater
from dlinter.archive.pull import Damaged, Pull, Steps, growing
from dlinter.archive.sink import Cause, Sink

_LOCAL = b"PK\3\4"
_DESCRIPTOR = b"PK\7\x08"
_STORED, _DEFLATED, _BZIP2, _LZMA, _ZSTANDARD = 0, 8, 12, 14, 93


def read_zip(pull: Pull, sink: Sink) -> Steps:
    """All files up to the central directory. Encrypted ones, and methods nobody uses, are told of and passed
    over."""
    while True:
        mark = yield from pull.peek(4)
        if mark == b"PK\x07\x08":  # a split archive's mark
            yield from pull.skip(4)
            continue
        if mark != _LOCAL:
            return
        header = yield from pull.take(30)
        flags, method, size = struct.unpack("<HH", header[6:10]) + struct.unpack("<I", header[18:22])
        name_size, extra_size = struct.unpack("<HH", header[26:30])
        name = yield from pull.take(name_size)
        extra = yield from pull.take(extra_size)
        if size == 0xFFFFFFFF:
            size = _zip64(extra)
        later = bool(flags & 8)  # sizes stand after the content
        text = name.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        if (
            flags & 1
            or (method not in (_STORED, _DEFLATED, _BZIP2, _LZMA, _ZSTANDARD))
            or (method == _STORED and later and not size)
        ):
            if flags & 1:
                sink.trouble(f"`{text}` in it is encrypted", Cause.ENCRYPTED)
            else:
                sink.trouble(f"`{text}` in it cannot be read as a stream", Cause.UNSUPPORTED)
            if later and not size:
                return
            yield from pull.skip(size)
        elif text.endswith("/"):
            sink.beside(text, "name", name)
            yield from pull.skip(size)
        else:
            out = sink.member(text)
            try:
                if method == _STORED:
                    yield from pull.copy(size, out.write)
                else:
                    yield from _inflate(pull, out, method, size, later)
            finally:
                out.close()
        if later:
            yield from _skip_descriptor(pull)


def _zip64(extra: bytes) -> int:
    """The compressed size of a zip64 extra field (APPNOTE 4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack("<HH", extra[at : at + 4])
        if kind == 1 and size >= 16:
            return int(struct.unpack("<Q", extra[at + 12 : at + 20])[0])
        at += 4 + size
    raise Damaged("a size is missing")


def _inflate(pull: Pull, out: Sink, method: int, size: int, later: bool) -> Steps:
    """The content of one file; where its size is not known before, to the end that the format marks
    itself."""
    if method in (_ZSTANDARD, _LZMA):
        yield from _inflate_known(pull, out, method, size)
        return
    decoder: Any = raw_inflater(-15) if method == _DEFLATED else bz2.BZ2Decompressor()
    left, sizes = size if not later or size else -1, growing()
    while not decoder.eof and left:
        data = yield from pull.some(next(sizes) if left < 0 else min(left, 65536))
        if not data:
            raise Damaged("ends in the middle")
        left -= len(data) if left > 0 else 0
        while not decoder.eof:
            piece = decoder.decompress(data, BLOCK)
            if piece:
                out.write(piece)
            data = decoder.unconsumed_tail if method == _DEFLATED else b""
            if not data and not piece:
                break
    if left < 0:
        pull.back(decoder.unused_data)
    else:
        yield from pull.skip(left)


def _inflate_known(pull: Pull, out: Sink, method: int, size: int) -> Steps:
    if method == _LZMA:
        head = yield from pull.take(4)
        properties = yield from pull.take(struct.unpack("<H", head[2:4])[0])
        size -= 4 + len(properties)
        if len(properties) < 5:
            raise Damaged("LZMA properties are missing")
        first, dictionary = properties[0], struct.unpack("<I", properties[1:5])[0]
        if first >= 225 or dictionary > 128 << 20:
            raise Damaged("LZMA properties are out of range")
        filters = [
            {
                "id": lzma.FILTER_LZMA1,
                "dict_size": dictionary,
                "lc": first % 9,
                "lp": first // 9 % 5,
                "pb": first // 45,
            }
        ]
        decoder: Any = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
    else:
        import zstandard

        decoder = zstandard.ZstdDecompressor(max_window_size=128 << 20).decompressobj()
    while size > 0:
        data = yield from pull.some(min(size, 512 if method == _ZSTANDARD else 65536))
        if not data:
            raise Damaged("ends in the middle")
        size -= len(data)
        if decoder.eof:
            continue
        if method == _ZSTANDARD:
            import zstandard

            try:
                out.write(decoder.decompress(data))
            except zstandard.ZstdError as error:
                raise Damaged(str(error)) from None
            continue
        while not decoder.eof:
            piece = decoder.decompress(data, BLOCK)
            data = b""
            if piece:
                out.write(piece)
            if decoder.needs_input:
                break


def _skip_descriptor(pull: Pull) -> Steps:
    """The data descriptor: with or without its mark, sizes of 4 or 8 bytes (APPNOTE 4.3.9); what follows
    decides."""
    ahead = yield from pull.peek(28)
    for size in (16, 24, 12, 20):
        marked = size in (16, 24)
        if (ahead[:4] == _DESCRIPTOR) == marked and ahead[size : size + 2] == b"PK":
            yield from pull.skip(size)
            return
    yield from pull.skip(16 if ahead[:4] == _DESCRIPTOR else 12)
