"""One file inside a file: looked at by its first bytes, then unpacked or scanned."""

from __future__ import annotations

from collections.abc import Callable

from dlinter.archive.budget import DEPTH, Budget, TooMuch
from dlinter.archive.inflate import decoder_errors
from dlinter.archive.kinds import HEAD, reader_for
from dlinter.archive.pull import Damaged, Feeder
from dlinter.archive.sink import Cause, Reader
from dlinter.archive.tar import TarError
from dlinter.secrets.scanner import Found, Scanner, Segment
from dlinter.secrets.searcher import Engine

BLOCK = 1 << 20

Trouble = Callable[[str, str, str, Cause], None]
"""Called with what could not be read: path of the layer's file, route inside it, what is wrong, and why."""


class Batch:
    """Puts small decoded files together into blocks that are worth a scan. One file is written at a time."""

    def __init__(self, engine: Engine, emit: Callable[[Found], None]) -> None:
        self._scanner = Scanner(engine, emit)
        self._pieces: list[bytes] = []
        self._size = 0
        self._segments: list[Segment] = []
        self._open: Segment | None = None

    @property
    def _offset(self) -> int:
        return self._scanner.offset + self._size

    def open(self, path: str, inner: str) -> None:
        self._open = Segment(path, self._offset, inner=inner)
        self._segments.append(self._open)

    def write(self, data: bytes) -> None:
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= BLOCK:
            self._flush()

    def close(self) -> None:
        if self._open is not None:
            self._open.end = self._offset
            self._open = None
            self.write(b"\0")  # stands between two files, as a header does

    def finish(self) -> None:
        self.close()
        self._flush(last=True)

    def _flush(self, *, last: bool = False) -> None:
        block = b"".join(self._pieces)
        segments, self._segments = self._segments, []
        self._pieces, self._size = [], 0
        self._scanner.feed(block, segments, last=last)


class Unpacker:
    """Opens the files of one layer that hold others. Not shared by threads."""

    def __init__(self, engine: Engine, emit: Callable[[Found], None], trouble: Trouble) -> None:
        self.batch = Batch(engine, emit)
        self.trouble = trouble

    def open(self, path: str) -> Part:
        """A file of the layer itself; what is not of a format is not scanned here, but with the layer."""
        return Part(self, path, "", 0, Budget())

    def finish(self) -> None:
        self.batch.finish()


class Part:
    """A file at some depth. `opened` says whether it was of a format that was unpacked, to its end and without trouble."""

    __slots__ = ("_budget", "_depth", "_feeder", "_head", "_owner", "_plain", "_reader", "inner", "opened", "path")

    def __init__(self, owner: Unpacker, path: str, inner: str, depth: int, budget: Budget) -> None:
        self._owner = owner
        self.path = path
        self.inner = inner
        self._depth = depth
        self._budget = budget
        self._head: bytes | None = b""
        self._feeder: Feeder | None = None
        self._reader: Reader | None = None
        self._plain = False
        self.opened = False

    @property
    def name(self) -> str:
        return self.inner.rpartition("!")[2] or self.path

    def member(self, name: str) -> Part:
        """A file inside this one; `name` "" for the content of a compressed file, which an archive in it replaces."""
        self._budget.member()
        inner = f"{self.inner}!{name}" if self.inner and name else self.inner or name
        return Part(self._owner, self.path, inner, self._depth + 1, self._budget)

    def trouble(self, message: str, cause: Cause = Cause.DAMAGED) -> None:
        self._owner.trouble(self.path, self.inner, message, cause)

    def write(self, data: bytes) -> None:
        """The next bytes. Raises TooMuch where the layer's file has reached its limit."""
        if self._depth:
            self._budget.give(len(data))
        else:
            self._budget.taken += len(data)
        if self._head is not None:
            self._head += data
            if len(self._head) < HEAD:
                return
            self._decide()
        else:
            self._pass(data)

    def close(self) -> None:
        """The end of the file. Raises TooMuch."""
        if self._head is not None:
            self._decide()
        if self._feeder is not None:
            self._guarded(lambda feeder: feeder.close())
        if self._plain:
            self._owner.batch.close()
            self._plain = False

    def _decide(self) -> None:
        head, self._head = self._head or b"", None
        reader = reader_for(head, self.name)
        if reader is not None and self._depth >= DEPTH:
            self.trouble(f"is not unpacked: it stands {self._depth} archives deep", Cause.LIMIT)
            reader = None
        if reader is None:
            if self._depth:
                self._owner.batch.open(self.path, self.inner)
                self._plain = True
                self._owner.batch.write(head)
            return
        self._feeder = Feeder(lambda pull: reader(pull, self))
        self.opened = True
        self._guarded(lambda feeder: feeder.feed(head))

    def _pass(self, data: bytes) -> None:
        if self._plain:
            self._owner.batch.write(data)
        elif self._feeder is not None:
            self._guarded(lambda feeder: feeder.feed(data))

    def _guarded(self, step: Callable[[Feeder], None]) -> None:
        """A step of the reader; a damaged file is told of, and what was read of it stays."""
        if self._feeder is None:
            return
        try:
            step(self._feeder)
        except TooMuch as error:
            if self._depth:
                raise
            self._stop(str(error), Cause.LIMIT)
        except TarError as error:
            self._stop(str(error))
        except Damaged as error:
            self._stop(f"is damaged: {error}")
        except decoder_errors() as error:
            self._stop(f"is damaged: {error}")

    def _stop(self, message: str, cause: Cause = Cause.DAMAGED) -> None:
        self._feeder = None
        self.opened = False
        self._owner.batch.close()
        self.trouble(message, cause)
