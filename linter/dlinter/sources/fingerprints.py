"""Fingerprints of large files as a layer's stream goes by: CRC-32, by isal ten GB a second.

Of files of one size they tell the equal ones, but not honest ones from forged: what depends on them is advice
about size.
"""

from __future__ import annotations

from dlinter.model.image.contents import LARGE
from dlinter.model.image.stream import FILE, LayerConsumer, Members


class Fingerprints:
    """A consumer in front of another. Costs a comparison for each member, and a checksum for each byte of
    large files."""

    def __init__(self, members: Members, then: LayerConsumer) -> None:
        from isal import isal_zlib

        self._members, self._then = members, then
        self._next = 0
        self._at = -1  # the large file that is being read
        self._crc = 0
        self._crc32 = isal_zlib.crc32

    def feed(self, block: bytes, offset: int) -> None:
        self._look(memoryview(block), offset)
        self._then.feed(block, offset)

    def finish(self) -> None:
        self._then.finish()

    def _look(self, block: memoryview, offset: int) -> None:
        end, members = offset + len(block), self._members
        if self._at >= 0:
            self._add(block, offset)
        sizes, kinds, starts = members.sizes, members.kinds, members.starts
        at, known = self._next, len(members)
        while at < known and self._at < 0:
            if sizes[at] >= LARGE and kinds[at] == FILE:
                if starts[at] >= end:
                    break
                self._at, self._crc = at, 0
                self._add(block, offset)
            at += 1
        self._next = at

    def _add(self, block: memoryview, offset: int) -> None:
        at = self._at
        start, stop = self._members.starts[at], self._members.starts[at] + self._members.sizes[at]
        piece = block[max(start - offset, 0) : stop - offset]
        self._crc = self._crc32(piece, self._crc)
        if stop <= offset + len(block):
            self._members.prints[at] = self._crc
            self._at = -1
