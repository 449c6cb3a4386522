"""A reader written as if it could read, fed as bytes come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from itertools import chain, repeat

Steps = Generator[None, None, None]
"""A reader at work: it stops where it needs more bytes."""


def growing() -> Iterator[int]:
    """How many bytes to give a decoder at a time: few at first, as what it leaves over is copied, and a file
    may hold 50,000 streams a megabyte."""
    return chain((512, 4096, 16384), repeat(65536))


class Damaged(Exception):
    """The bytes are not of the format they began as."""


class Unsupported(Damaged):
    """The bytes are of a format that cannot be read here; the message follows the name of what it is
    about."""


class Pull:
    """The bytes that came and were not read yet. The methods are for `yield from`."""

    __slots__ = ("_buffer", "_ended", "_start")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._start = 0
        self._ended = False

    def __len__(self) -> int:
        return len(self._buffer) - self._start

    def push(self, data: bytes) -> None:
        if self._start == len(self._buffer):
            self._buffer = bytearray(data)
        else:
            del self._buffer[: self._start]
            self._buffer += data
        self._start = 0

    def end(self) -> None:
        self._ended = True

    def take(self, size: int) -> Generator[None, None, bytes]:
        """Exactly so many bytes; raises Damaged where the file ends before."""
        while len(self) < size:
            if self._ended:
                raise Damaged("ends in the middle")
            yield
        return self._cut(size)

    def some(self, most: int = 1 << 20) -> Generator[None, None, bytes]:
        """At least one byte and at most `most`; b"" at the end of the file."""
        while not len(self):
            if self._ended:
                return b""
            yield
        return self._cut(min(most, len(self)))

    def peek(self, size: int) -> Generator[None, None, bytes]:
        """The next bytes, left where they are; fewer at the end of the file."""
        while len(self) < size and not self._ended:
            yield
        return bytes(self._buffer[self._start : self._start + size])

    def back(self, data: bytes) -> None:
        """Puts bytes back that belong to what follows: the last ones that were read."""
        if len(data) > self._start:  # some of them came with an earlier push
            self._buffer[: self._start] = data
            self._start = 0
        else:
            self._start -= len(data)

    def skip(self, size: int) -> Steps:
        while size > 0:
            piece = yield from self.some(min(size, 1 << 20))
            if not piece:
                return
            size -= len(piece)

    def copy(self, size: int, write: Callable[[bytes], None]) -> Steps:
        """Passes so many bytes on; raises Damaged where the file ends before."""
        while size > 0:
            piece = yield from self.some(min(size, 1 << 20))
            if not piece:
                raise Damaged("ends in the middle")
            write(piece)
            size -= len(piece)

    def left(self) -> bytes:
        """All that is there, taken."""
        return self._cut(len(self))

    def _cut(self, size: int) -> bytes:
        piece = bytes(self._buffer[self._start : self._start + size])
        self._start += size
        return piece


class Feeder:
    """A reader's generator and its bytes, together. `done` once the reader has read what it wanted."""

    __slots__ = ("_pull", "_steps", "done")

    def __init__(self, make: Callable[[Pull], Steps]) -> None:
        self._pull = Pull()
        self._steps = make(self._pull)
        self.done = False
        self._step()

    def feed(self, data: bytes) -> None:
        if not self.done:
            self._pull.push(data)
            self._step()

    def rest(self) -> bytes:
        """What the reader left, once it is done."""
        return self._pull.left()

    def close(self) -> None:
        self._pull.end()
        if not self.done:
            self._step()
        self._steps.close()

    def _step(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self.done = True
