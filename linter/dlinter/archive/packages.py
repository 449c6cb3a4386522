"""Packages: deb (an ar archive of tars), rpm (headers and a compressed cpio), cpio."""

from __future__ import annotations

import struct

from dlinter.archive.pull import Damaged, Pull, Steps
from dlinter.archive.sink import Sink


def read_deb(pull: Pull, sink: Sink) -> Steps:
    """deb(5): `debian-binary`, `control.tar.*`, `data.tar.*` in an ar archive."""
    yield from pull.skip(8)
    while True:
        header = yield from pull.peek(60)
        if len(header) < 60:
            return
        yield from pull.skip(60)
        try:
            size = int(header[48:58])
        except ValueError:
            raise Damaged("a header is none") from None
        if size < 0 or header[58:60] != b"`\n":
            raise Damaged("a header is none")
        out = sink.member(header[:16].decode("latin-1").strip().rstrip("/"))
        try:
            yield from pull.copy(size, out.write)
        finally:
            out.close()
        yield from pull.skip(size % 2)


def read_rpm(pull: Pull, sink: Sink) -> Steps:
    """Lead, signature, header, payload (rpm, docs/manual/format.md). The payload is a compressed cpio."""
    yield from pull.skip(96)
    for padded in (True, False):
        intro = yield from pull.take(16)
        if intro[:3] != b"\x8e\xad\xe8":
            raise Damaged("a header is none")
        entries, size = struct.unpack(">II", intro[8:16])
        total = entries * 16 + size
        if total > 256 << 20:
            raise Damaged("a header is too large")
        yield from pull.skip(total + (-total % 8 if padded else 0))
    out = sink.member("payload")
    try:
        while data := (yield from pull.some()):
            out.write(data)
    finally:
        out.close()


def read_cpio(pull: Pull, sink: Sink) -> Steps:
    """The "new ASCII" format: 13 numbers of 8 hex digits, name, content, each filled up to 4 bytes
    (cpio(5))."""
    while True:
        header = yield from pull.peek(110)
        if len(header) < 110 or header[:5] != b"07070":
            return
        yield from pull.skip(110)
        try:
            fields = [int(header[6 + i * 8 : 14 + i * 8], 16) for i in range(13)]
        except ValueError:
            raise Damaged("a header is none") from None
        mode, size, name_size = fields[1], fields[6], fields[11]
        if name_size > 65536:
            raise Damaged("a name is too long")
        name = (yield from pull.take(name_size)).rstrip(b"\0")
        yield from pull.skip(-(110 + name_size) % 4)
        if name == b"TRAILER!!!":
            return
        if mode & 0o170000 in (0o100000, 0o120000) and size:  # of a link its target
            out = sink.member(name.decode("utf-8", "surrogateescape").removeprefix("./").lstrip("/"))
            try:
                yield from pull.copy(size, out.write)
            finally:
                out.close()
        else:
            yield from pull.skip(size)
        yield from pull.skip(-size % 4)
