"""gzip, bzip2, xz, lzma, zlib and Zstandard: one file each, often an archive."""

from __future__ import annotations

import re

from dlinter.archive.inflate import PLAIN, ZLIB, Inflater, is_zlib, told_by_magic
from dlinter.archive.pull import Pull, Steps
from dlinter.archive.sink import Reader, Sink

_SUFFIX = re.compile(r"\.(?:gz|bz2|xz|zst|lzma|z|zz|zlib)$", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(?:tgz|tbz2?|txz|tzst|tar\.(?:gz|bz2|xz|zst|lzma)|apk|crate|gem)$", re.IGNORECASE)


def compressed_reader(head: bytes) -> Reader | None:
    """The reader of a compressed file, by its first bytes."""
    kind = ZLIB if head[:1] == b"\x78" and is_zlib(head) else told_by_magic(head)
    return None if kind == PLAIN else lambda pull, sink: read_compressed(kind, pull, sink)


def inner_name(name: str) -> str:
    """What the content of a compressed file is called: "" for an archive (an RPM's payload too), whose own
    files have names."""
    base = name.rpartition("/")[2]
    return "" if base == "payload" or _ARCHIVE.search(base) else _SUFFIX.sub("", base)


def read_compressed(kind: str, pull: Pull, sink: Sink) -> Steps:
    """All members, one after another (RFC 1952, section 2.2; Alpine's packages have three). What follows the
    last one, a signature or another file, is left."""
    out, inflater = sink.member(inner_name(sink.name)), Inflater(kind)
    try:
        while not inflater.ended and (data := (yield from pull.some())):
            for piece in inflater.feed(data):
                out.write(piece)
        inflater.finish()
        pull.back(inflater.rest)
    finally:
        out.close()
