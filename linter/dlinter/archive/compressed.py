"""gzip, bzip2, xz and Zstandard: one file each, often an archive."""

from __future__ import annotations

import bz2
import lzma
import re
from typing import TYPE_CHECKING, Any, Protocol

from dlinter.archive.kinds import Reader
from dlinter.archive.pull import Damaged, Pull, Steps, growing

if TYPE_CHECKING:
    from dlinter.secrets.unpack import Part

OUT = 1 << 20
"""Bytes that a decoder may give at once."""
_XZ_MEMORY = 128 << 20
_SUFFIX = re.compile(r"\.(?:gz|bz2|xz|zst|lzma|z)$", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(?:tgz|tbz2?|txz|tzst|tar\.(?:gz|bz2|xz|zst)|apk|crate|gem)$", re.IGNORECASE)


class _Inflate(Protocol):
    """What the decoders of the standard library share."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


def compressed_reader(head: bytes) -> Reader | None:
    if head[:3] == b"\x1f\x8b\x08":
        return read_gzip
    if head[:3] == b"BZh" and head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
        return read_bzip2
    if head[:6] == b"\xfd7zXZ\0":
        return read_xz
    if head[:4] == b"\x28\xb5\x2f\xfd":
        return read_zstandard
    return None


def inner_name(name: str) -> str:
    """What the content of a compressed file is called: "" for an archive (an RPM's payload too), whose own files have names."""
    base = name.rpartition("/")[2]
    return "" if base == "payload" or _ARCHIVE.search(base) else _SUFFIX.sub("", base)


def inflater(wbits: int) -> Any:
    """A zlib decoder: isal's where it is, three times as fast."""
    try:
        from isal import isal_zlib

        return isal_zlib.decompressobj(wbits=wbits)
    except ImportError:
        import zlib

        return zlib.decompressobj(wbits=wbits)


def read_gzip(pull: Pull, part: Part) -> Steps:
    """All members, one after another (RFC 1952, section 2.2; Alpine's packages have three)."""
    out = part.member(inner_name(part.name))
    try:
        while True:
            decoder, sizes = inflater(31), growing()
            while not decoder.eof:
                data = yield from pull.some(next(sizes))
                if not data:
                    raise Damaged("ends in the middle")
                while data and not decoder.eof:
                    piece = decoder.decompress(data, OUT)
                    if piece:
                        out.write(piece)
                    data = decoder.unconsumed_tail
                    if not piece and not data:
                        break
            pull.back(decoder.unused_data)
            if (yield from pull.peek(3)) != b"\x1f\x8b\x08":
                return  # padding, or a signature
    finally:
        out.close()


def read_bzip2(pull: Pull, part: Part) -> Steps:
    yield from _read_limited(pull, part, bz2.BZ2Decompressor, b"BZh")


def read_xz(pull: Pull, part: Part) -> Steps:
    yield from _read_limited(pull, part, lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY), b"\xfd7z")


def _read_limited(pull: Pull, part: Part, make: Any, magic: bytes) -> Steps:
    out = part.member(inner_name(part.name))
    try:
        while True:
            decoder, sizes = make(), growing()
            while not decoder.eof:
                data = yield from pull.some(next(sizes))
                if not data:
                    raise Damaged("ends in the middle")
                while True:
                    piece = decoder.decompress(data, OUT)
                    data = b""
                    if piece:
                        out.write(piece)
                    if decoder.eof or decoder.needs_input:
                        break
            pull.back(decoder.unused_data)
            if (yield from pull.peek(3)) != magic:
                return
    finally:
        out.close()


def read_zstandard(pull: Pull, part: Part) -> Steps:
    """All frames. A few bytes of input at a time: a block of 4 bytes may stand for 128 KB (RFC 8878, section 3.1.1.2)."""
    import zstandard

    out = part.member(inner_name(part.name))
    frames = zstandard.ZstdDecompressor(max_window_size=_XZ_MEMORY)
    try:
        while True:
            decoder = frames.decompressobj()
            while not decoder.eof:
                data = yield from pull.some(512)
                if not data:
                    raise Damaged("ends in the middle")
                try:
                    piece = decoder.decompress(data)
                except zstandard.ZstdError as error:
                    raise Damaged(str(error)) from None
                if piece:
                    out.write(piece)
            pull.back(decoder.unused_data)
            if (yield from pull.peek(4)) != b"\x28\xb5\x2f\xfd":
                return
    finally:
        out.close()
