"""Compressed streams, fed in pieces of any size."""

from __future__ import annotations

import binascii
import itertools
import random
import zlib

import pytest

from dlinter.archive.inflate import GZIP, InflateError, Inflater

TEXT, CHECKSUM, EXTRA, NAME, COMMENT = 1, 2, 4, 8, 16
"""Flags of a header (RFC 1952, section 2.3.1)."""
PLAIN = random.Random(1).randbytes(3000) + b"some words " * 3000


def gzipped(flags: int, plain: bytes = PLAIN) -> bytes:
    head = b"\x1f\x8b\x08" + bytes([flags]) + b"\0\0\0\0\x02\x03"
    if flags & EXTRA:
        head += (700).to_bytes(2, "little") + b"RA" + (696).to_bytes(2, "little") + b"x" * 696
    head += b"n" * 90 + b"\0" if flags & NAME else b""
    head += b"c" * 600 + b"\0" if flags & COMMENT else b""
    head += (binascii.crc32(head) & 0xFFFF).to_bytes(2, "little") if flags & CHECKSUM else b""
    machine = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = machine.compress(plain) + machine.flush()
    return head + body + binascii.crc32(plain).to_bytes(4, "little") + len(plain).to_bytes(4, "little")


def inflated(data: bytes, piece: int) -> bytes:
    inflater = Inflater(GZIP)
    out = b"".join(
        block for at in range(0, len(data), piece) for block in inflater.feed(data[at : at + piece])
    )
    inflater.finish()
    return out


FLAGS = [sum(c) for n in range(6) for c in itertools.combinations((TEXT, CHECKSUM, EXTRA, NAME, COMMENT), n)]


@pytest.mark.parametrize("flags", FLAGS)
def test_every_header_however_it_is_cut(flags: int) -> None:
    """dictzip's has two fields: isal alone loses its place where a piece ends in them."""
    data = gzipped(flags)
    assert zlib.decompress(data, 31) == PLAIN
    for piece in (1, 3, 11, 100, 511, 700, 1 << 20):
        assert inflated(data, piece) == PLAIN, piece


def test_members_of_all_kinds_one_after_another() -> None:
    data = b"".join(gzipped(flags, b"%d" % flags * 700) for flags in FLAGS)
    for piece in (7, 512, 4096, 1 << 20):
        assert inflated(data, piece) == b"".join(b"%d" % flags * 700 for flags in FLAGS), piece


@pytest.mark.parametrize("flags", [0, NAME, EXTRA | NAME])
@pytest.mark.parametrize("piece", [1, 500, 1 << 20])
def test_what_is_damaged_or_cut_off(flags: int, piece: int) -> None:
    data = gzipped(flags)
    for wrong in (data[:-1], data[:-9], data[:-8] + b"\0" * 8, data[:1500] + b"\xff" * 90 + data[1590:]):
        with pytest.raises(InflateError):
            inflated(wrong, piece)
