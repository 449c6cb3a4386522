"""Compressed chunks → uncompressed blocks, bounded (RFC 1952 gzip by isal, RFC 8878 zstd by zstandard)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

BLOCK = 1 << 20
RATIO = 400
"""More bytes out than this many times those in, and it is a bomb: tar of text reaches 30, of zeros 1,000."""
FREE = 256 << 20
"""So many bytes may come out whatever the ratio."""
GZIP, ZSTD, PLAIN = "gzip", "zstd", "plain"


class InflateError(Exception):
    """The stream is damaged, cut off, or inflates beyond all measure."""


def told_by_magic(head: bytes) -> str:
    """The compression that the first bytes tell of."""
    if head[:2] == b"\x1f\x8b":
        return GZIP
    if head[:4] == b"\x28\xb5\x2f\xfd" or (head[1:4] == b"\x2a\x4d\x18" and head[:1] and head[0] & 0xF0 == 0x50):
        return ZSTD
    return PLAIN


def inflate(chunks: Iterable[bytes], compression: str, ratio: int = RATIO, free: int = FREE) -> Iterator[bytes]:
    """Uncompressed blocks of about BLOCK bytes. Raises InflateError."""
    if compression == PLAIN:
        yield from chunks
        return
    taken = given = 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        for chunk in chunks:
            taken += len(chunk)
            yield chunk

    source = _gzip(counted()) if compression == GZIP else _zstd(counted())
    for block in source:
        given += len(block)
        if given > free and given > taken * ratio:
            raise InflateError(f"inflates {given // max(taken, 1)}-fold: stopped after {given >> 20} MB")
        yield block


def _sliced(chunks: Iterator[bytes]) -> Iterator[bytes | memoryview]:
    """Pieces that seldom inflate to more than a block: what is left of one is copied each time."""
    for chunk in chunks:
        view = memoryview(chunk)
        for at in range(0, len(chunk), BLOCK // 4):
            yield view[at : at + BLOCK // 4]


def _gzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    from isal import isal_zlib

    machine = isal_zlib.decompressobj(wbits=31)
    started = False
    for data in _sliced(chunks):
        while data:
            if machine.eof:
                data = bytes(data).lstrip(b"\0")  # padding behind the last member
                if not data:
                    break
                machine = isal_zlib.decompressobj(wbits=31)
            started = True
            try:
                out = machine.decompress(data, BLOCK)
            except (isal_zlib.error, ValueError, EOFError) as error:  # type: ignore[misc]  # isal's stub lacks the base
                raise InflateError(f"damaged gzip: {error}") from None
            if out:
                yield out
            data = machine.unused_data if machine.eof else machine.unconsumed_tail
    if not started or not machine.eof:
        raise InflateError("the gzip stream is cut off")


class _Reader:
    """A file over chunks, for zstandard."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


def _zstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    import zstandard

    # A window beyond 128 MB is no layer of any builder; it would be held in memory.
    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    try:
        machine, done = decompressor.decompressobj(), True
        for chunk in chunks:
            data = chunk
            while data:
                if done:
                    machine, done = decompressor.decompressobj(), False
                for at in range(0, len(data), 1 << 16):
                    out = machine.decompress(data[at : at + (1 << 16)])
                    for begin in range(0, len(out), BLOCK):
                        yield out[begin : begin + BLOCK]
                    if machine.eof:
                        data = machine.unused_data + data[at + (1 << 16) :]
                        done = True
                        break
                else:
                    break
        if not done:
            raise InflateError("the zstd stream is cut off")
    except zstandard.ZstdError as error:
        raise InflateError(f"damaged zstd: {error}") from None
