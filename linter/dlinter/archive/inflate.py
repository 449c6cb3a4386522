"""Compressed bytes → plain bytes, bounded in memory: one set of inflaters for layers, whole archives and the
files inside them.

gzip (RFC 1952) and zlib (RFC 1950) by isal, bzip2, xz and lzma by the standard library, Zstandard (RFC 8878)
by zstandard. A stream may have several members or frames, one after another, with zeros between them; what
comes after the last one is left to the caller.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from typing import Any

from dlinter.archive.pull import Damaged

BLOCK = 1 << 20
"""Bytes that a decoder gives at once, at most."""
RATIO = 400
"""More bytes out than this many times those in, and it is a bomb: tar of text reaches 30, of zeros 1,000."""
FREE = 256 << 20
"""So many bytes may come out whatever the ratio."""
WINDOW = 128 << 20
"""Bytes that a decoder may hold: no builder writes a layer with a larger window."""
GZIP, BZIP2, XZ, ZSTD, LZMA, ZLIB, PLAIN = "gzip", "bzip2", "xz", "zstd", "lzma", "zlib", "plain"
_MAGIC = {GZIP: b"\x1f\x8b", BZIP2: b"BZh", XZ: b"\xfd7zXZ\0", ZSTD: b"\x28\xb5\x2f\xfd"}
_LONGEST_MAGIC = 14


class InflateError(Damaged):
    """The stream is damaged, cut off, or inflates beyond all measure."""


def told_by_magic(head: bytes) -> str:
    """The compression of a stream that begins with these bytes (14 are enough), PLAIN for none that is
    known."""
    if head[:2] == _MAGIC[GZIP]:
        return GZIP
    if head[:4] == _MAGIC[ZSTD] or (head[1:4] == b"\x2a\x4d\x18" and head[:1] and head[0] & 0xF0 == 0x50):
        return ZSTD
    if head[:6] == _MAGIC[XZ]:
        return XZ
    if head[:3] == _MAGIC[BZIP2] and head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
        return BZIP2
    if head[:1] == b"\x5d" and _is_lzma(head):
        return LZMA
    return PLAIN


def _is_lzma(head: bytes) -> bool:
    """The `.lzma` format has no magic bytes: properties, size of the dictionary, size of the content or -1,
    and the coder's first byte, which is 0 (LZMA SDK, lzma-specification.txt; the sizes are the ones that xz
    takes for sure)."""
    dictionary, size = int.from_bytes(head[1:5], "little"), int.from_bytes(head[5:13], "little")
    usual = dictionary in {1 << n for n in range(12, 31)} | {3 << n for n in range(12, 29)}
    return len(head) >= 14 and usual and (size == (1 << 64) - 1 or size < 1 << 38) and head[13] == 0


def is_zlib(head: bytes) -> bool:
    """Whether a file is a zlib stream (RFC 1950): its two first bytes say little, so its beginning must
    inflate."""
    if len(head) < 8 or head[0] != 0x78 or (head[0] << 8 | head[1]) % 31 or head[1] & 0x20:
        return False
    machine = zlib.decompressobj()
    try:
        return bool(machine.decompress(head, BLOCK)) or machine.eof
    except zlib.error:
        return False


def raw_inflater(wbits: int) -> Any:
    """A zlib decoder: isal's where it is, three times as fast."""
    try:
        from isal import isal_zlib

        return isal_zlib.decompressobj(wbits=wbits)
    except ImportError:
        return zlib.decompressobj(wbits=wbits)


def decoder_errors() -> tuple[type[Exception], ...]:
    """What the decoders raise."""
    known: list[Any] = [zlib.error, lzma.LZMAError, EOFError, OSError, ValueError]
    try:
        from isal import isal_zlib

        known.append(isal_zlib.error)  # its stub says nothing of the base
    except ImportError:
        pass
    return tuple(known)


class Inflater:
    """Inflates one stream that is fed in pieces. `ended` once something follows that is no further member:
    `rest` is what of the last piece was not read."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.ended = False
        self.rest = b""
        self._decoder: _Decoder | None = None
        self._held = b""  # the first bytes of what may be a further member
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The next bytes of the stream, in blocks of at most BLOCK (of Zstandard, a little more). Raises
        InflateError."""
        if self.ended:
            self.rest += data
            return
        if self._held:
            data, self._held = self._held + data, b""
        view, at, size = memoryview(data), 0, len(data)
        try:
            while at < size:
                if self._decoder is None:
                    at = self._between(data, at)
                    if self._decoder is None:
                        return
                piece = view[at : at + self._decoder.wants()]
                at += len(piece)
                yield from self._decoder.run(piece)
                if self._decoder.eof:
                    at -= self._decoder.unused
                    self._decoder = None
        except decoder_errors() as error:
            raise InflateError(f"damaged {self.kind}: {error}") from None

    def _between(self, data: bytes, at: int) -> int:
        """Begins the next member, which may come after zeros; where it begins."""
        if self._started and not data[at]:
            at = len(data) - len(data[at:].lstrip(b"\0"))
        head = data[at : at + _LONGEST_MAGIC]
        if told_by_magic(head) == self.kind or not self._started:
            self._started = True
            self._decoder = _DECODERS[self.kind](head)
        elif len(head) < _LONGEST_MAGIC:
            self._held = head
        else:
            self.ended, self.rest = True, data[at:]
        return at

    def finish(self) -> None:
        """The end of the input. Raises InflateError where it comes inside a member."""
        if self._decoder is not None or not self._started:
            raise InflateError(f"the {self.kind} stream is cut off")
        if self._held:
            self.ended, self.rest, self._held = True, self._held, b""


class _Decoder:
    """One member. `unused` is how many bytes of the last piece belong to what follows it."""

    eof = False
    unused = 0

    def __init__(self) -> None:
        # Few bytes at first: what a decoder leaves over is copied, and a file may hold 50,000 members a
        # megabyte.
        self._sizes = chain((512, 4096, 16384, 65536), repeat(262144))

    def wants(self) -> int:
        return next(self._sizes)

    def run(self, piece: memoryview) -> Iterator[bytes]:
        raise NotImplementedError


class _Zlib(_Decoder):
    """gzip and zlib by the standard library."""

    def __init__(self, wbits: int) -> None:
        super().__init__()
        self._machine = zlib.decompressobj(wbits=wbits)

    def run(self, piece: memoryview) -> Iterator[bytes]:
        machine, out = self._machine, b""
        data: bytes | memoryview = piece
        while not machine.eof and (data or len(out) >= BLOCK):
            out = machine.decompress(data, BLOCK)
            if out:
                yield out
            data = machine.unconsumed_tail
        self.eof, self.unused = machine.eof, len(machine.unused_data)


class _Limited(_Decoder):
    """Decoders that say when they want more: those of bzip2 and xz, and isal's own of gzip and zlib, which
    takes a fifth less time than the one that isal made like zlib's."""

    def __init__(self, machine: Any) -> None:
        super().__init__()
        self._machine = machine

    def run(self, piece: memoryview) -> Iterator[bytes]:
        machine = self._machine
        out = machine.decompress(piece, BLOCK)
        if out:
            yield out
        while not machine.eof and not machine.needs_input:
            if out := machine.decompress(b"", BLOCK):
                yield out
        self.eof, self.unused = machine.eof, len(machine.unused_data) if machine.eof else 0


class _Zstd(_Decoder):
    def __init__(self) -> None:
        import zstandard

        super().__init__()
        self._error = zstandard.ZstdError
        self._machine = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
        self._blocks = ZstdBlocks()

    def run(self, piece: memoryview) -> Iterator[bytes]:
        machine, at = self._machine, 0
        while at < len(piece):
            end = self._blocks.cut(piece, at)
            try:
                out = machine.decompress(piece[at:end])
            except self._error as error:
                raise InflateError(f"damaged zstd: {error}") from None
            at = end
            for begin in range(0, len(out), BLOCK):
                yield out[begin : begin + BLOCK]
            if machine.eof:
                self.eof, self.unused = True, len(machine.unused_data) + len(piece) - at
                return


class ZstdBlocks:
    """Follows a frame's blocks (RFC 8878, section 3.1.1), so that the decoder is given few at a time: a block
    of 4 bytes may stand for 128 KB, and zstandard gives all that a piece of input says at once."""

    AT_ONCE = 8

    def __init__(self) -> None:
        self._head = bytearray()  # of the frame or of a block, as far as it is there
        self._wanted = 5
        self._left = 0  # bytes of content before the next header
        self._in_frame = self._lost = False

    def cut(self, data: memoryview, at: int) -> int:
        """The end of a piece, from `at` on, that gives at most AT_ONCE blocks, a megabyte."""
        blocks, size = 0, len(data)
        while at < size and blocks < self.AT_ONCE:
            if self._lost:  # not a frame that this follows: 512 bytes are 16 MB at the worst
                return min(at + 512, size)
            if self._left:
                step = min(self._left, size - at)
                self._left -= step
                at += step
                continue
            step = min(self._wanted - len(self._head), size - at)
            self._head += data[at : at + step]
            at += step
            if len(self._head) == self._wanted:
                blocks += self._header(bytes(self._head))
        return at

    def _header(self, head: bytes) -> int:
        """What a header says comes next; 1 for a block."""
        if self._in_frame:
            number = int.from_bytes(head, "little")
            kind, size = number >> 1 & 3, number >> 3
            self._left = 1 if kind == 1 else size
            if number & 1:  # the last block: a checksum or the next frame, which the decoder sees to
                self._lost = True
                self._left = 0
            self._head.clear()
            return 1
        if head[:4] != _MAGIC[ZSTD]:
            self._lost = True
            return 0
        flags = head[4]
        single, content = flags >> 5 & 1, flags >> 6
        self._left = (0 if single else 1) + (0, 1, 2, 4)[flags & 3] + ((1 if single else 0), 2, 4, 8)[content]
        self._in_frame, self._wanted = True, 3
        self._head.clear()
        return 0


def _gzip(head: bytes) -> _Decoder:
    """Where a header has a checksum or more than one of the fields of any length (RFC 1952, section 2.3.1),
    as dictzip's has, isal loses its place if a piece of input ends in it. Nor is that known of a header that
    is not there yet."""
    plain = len(head) >= 4 and head[3] & ~1 in (0, 4, 8, 16)
    return _by_isal("DECOMP_GZIP", 31) if plain else _Zlib(31)


def _by_isal(flag: str, wbits: int) -> _Decoder:
    """By isal's own decoder, else by the standard library's with these `wbits`."""
    try:
        from isal import igzip_lib
    except ImportError:
        return _Zlib(wbits)
    return _Limited(igzip_lib.IgzipDecompressor(flag=getattr(igzip_lib, flag)))


def _xz() -> _Decoder:
    return _Limited(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=WINDOW))


def _lzma() -> _Decoder:
    return _Limited(lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=WINDOW))


_DECODERS: dict[str, Callable[[bytes], _Decoder]] = {
    GZIP: _gzip, ZLIB: lambda _: _by_isal("DECOMP_ZLIB", 15), LZMA: lambda _: _lzma(), XZ: lambda _: _xz(),
    BZIP2: lambda _: _Limited(bz2.BZ2Decompressor()), ZSTD: lambda _: _Zstd(),
}  # fmt: skip
"""What makes the decoder of a member that begins with these bytes, some of which may not be there yet."""


def inflate(
    chunks: Iterable[bytes], compression: str, ratio: int = RATIO, free: int = FREE
) -> Iterator[bytes]:
    """Uncompressed blocks of about BLOCK bytes; nothing may follow the last member. Raises InflateError."""
    if compression == PLAIN:
        yield from chunks
        return
    taken = given = 0
    inflater = Inflater(compression)
    for chunk in chunks:
        taken += len(chunk)
        for block in inflater.feed(chunk):
            given += len(block)
            if given > free and given > taken * ratio:
                raise InflateError(f"inflates {given // max(taken, 1)}-fold: stopped after {given >> 20} MB")
            yield block
        if inflater.ended:
            break
    inflater.finish()
    if inflater.ended:
        raise InflateError(f"damaged {compression}: something else comes after its end")
