"""git's object store: loose objects and packs, so that what a later commit took out is still seen.

Deltas are not resolved: the bytes that a delta inserts are scanned, and what it copies is in its base, which
is scanned too (gitformat-pack(5)).
"""

from __future__ import annotations

import hashlib
from typing import Any

from dlinter.archive.budget import TooMuch
from dlinter.archive.inflate import BLOCK, raw_inflater
from dlinter.archive.pull import Damaged, Pull, Steps, growing
from dlinter.archive.sink import Sink

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFS_DELTA, _REF_DELTA = 6, 7
_LARGEST = 32 << 20
"""Objects up to this size are named by their id and their deltas read; larger ones are only streamed."""
_STEPS, _STEPS_A_BYTE = 2_000_000, 4
"""Instructions of all deltas of a pack: so many are free, and so many for each byte of the pack: deltas that
git writes have fewer than one a byte. Python takes a second for a million or two."""


def read_loose(pull: Pull, sink: Sink) -> Steps:
    """`KIND SIZE\\0CONTENT`, in zlib."""
    decoder = raw_inflater(15)
    head: bytes | None = b""
    out: Sink | None = None
    try:
        while not decoder.eof:
            data = yield from pull.some(65536)
            if not data:
                raise Damaged("ends in the middle")
            while data and not decoder.eof:
                piece = decoder.decompress(data, BLOCK)
                data = decoder.unconsumed_tail
                if head is not None:
                    head += piece
                    kind, nul, rest = head.partition(b"\0")
                    if not nul:
                        if len(head) > 64:
                            raise Damaged("is not a git object")
                        continue
                    head, piece = None, rest
                    out = sink.member(kind.split(b" ")[0].decode("latin-1"))
                if out is not None and piece:
                    out.write(piece)
    finally:
        if out is not None:
            out.close()


def read_pack(pull: Pull, sink: Sink) -> Steps:
    """`PACK`, version, number of objects, and each object: kind and size, base of a delta, content in
    zlib."""
    header = yield from pull.take(12)
    steps = _STEPS
    for _ in range(int.from_bytes(header[8:12], "big")):
        kind, size = yield from _kind_and_size(pull)
        if kind == _OFS_DELTA:
            while (yield from pull.take(1))[0] & 0x80:
                pass
        elif kind == _REF_DELTA:
            yield from pull.skip(20)
        elif kind not in _KINDS:
            raise Damaged("an object is of no known kind")
        if size > _LARGEST:
            out = sink.member(_KINDS.get(kind, "delta"))
            try:
                yield from _content(pull, size, out.write)
            finally:
                out.close()
            continue
        pieces: list[bytes] = []
        steps += _STEPS_A_BYTE * (yield from _content(pull, size, pieces.append))
        content = b"".join(pieces)
        if kind == 2:
            continue  # names and ids of files
        if kind in _KINDS:
            digest = hashlib.sha1(b"%s %d\0" % (_KINDS[kind].encode(), len(content)), usedforsecurity=False)
            digest.update(content)
            name = f"{_KINDS[kind]} {digest.hexdigest()}"
        else:
            content, done = inserted(content, steps)
            name, steps = "delta", steps - done
        out = sink.member(name)
        try:
            out.write(content)
        finally:
            out.close()


def _kind_and_size(pull: Pull) -> Any:
    byte = (yield from pull.take(1))[0]
    kind, size, shift = byte >> 4 & 7, byte & 15, 4
    while byte & 0x80:
        byte = (yield from pull.take(1))[0]
        size |= (byte & 0x7F) << shift
        shift += 7
        if shift > 63:
            raise Damaged("a size is too large")
    return kind, size


def _content(pull: Pull, size: int, write: Any) -> Any:
    """An object's content; returns how many bytes it took in the pack. Raises Damaged where it is longer than
    was said, so that a lie costs no memory."""
    decoder, sizes, taken = raw_inflater(15), growing(), 0
    while not decoder.eof:
        data = yield from pull.some(next(sizes))
        if not data:
            raise Damaged("ends in the middle")
        taken += len(data)
        while data and not decoder.eof:
            piece = decoder.decompress(data, BLOCK)
            data = decoder.unconsumed_tail
            if piece:
                size -= len(piece)
                if size < 0:
                    raise Damaged("an object is longer than its size")
                write(piece)
            elif not data:
                break
    pull.back(decoder.unused_data)
    return taken - len(decoder.unused_data)


def inserted(delta: bytes, most: int) -> tuple[bytes, int]:
    """The bytes that a delta inserts, with a newline where it copies, and how many instructions it has.
    Raises Damaged for the reserved instruction (gitformat-pack, "Instruction to add new data"), TooMuch for
    more than `most`."""
    at, count = 0, 0
    for _ in range(2):  # the sizes of base and result
        while at < len(delta) and delta[at] & 0x80:
            at += 1
        at += 1
    out = bytearray()
    while at < len(delta):
        code = delta[at]
        at += 1
        count += 1
        if count > most:
            raise TooMuch("has deltas of more instructions than its size explains")
        if not code:
            raise Damaged("a delta has a reserved instruction")
        if code & 0x80:
            at += (code & 0x7F).bit_count()
            out += b"\n"
        else:
            out += delta[at : at + code]
            at += code
    return bytes(out), count
