"""One file inside a file: looked at by its first bytes, then unpacked or scanned."""

from __future__ import annotations

from collections.abc import Callable

from dlinter.archive.budget import DEPTH, Budget, TooMuch
from dlinter.archive.inflate import decoder_errors
from dlinter.archive.kinds import HEAD, further, is_script, reader_for
from dlinter.archive.pull import Damaged, Feeder, Unsupported
from dlinter.archive.sink import Cause
from dlinter.archive.tar import TarError
from dlinter.secrets.asides import ATTRIBUTE, NAME, Asides
from dlinter.secrets.scanner import Found, Scanner, Segment
from dlinter.secrets.searcher import Engine

BLOCK = 1 << 20
SEAM = HEAD
"""Bytes that are looked at again with what follows: the first bytes of an archive may lie in two pieces."""

Trouble = Callable[[str, str, str, Cause], None]
"""Called with what could not be read: path of the layer's file, route inside it, what is wrong, and why."""


class Batch:
    """Puts small decoded files together into blocks that are worth a scan. One file is written at a time."""

    def __init__(self, engine: Engine, emit: Callable[[Found], None], trouble: Trouble) -> None:
        self._scanner = Scanner(engine, emit, trouble)
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
        self.batch = Batch(engine, emit, trouble)
        self.asides = Asides(engine, emit)
        self.trouble = trouble
        self._total = engine.unpacked

    def open(self, path: str) -> Part:
        """A file of the layer itself; what is not of a format is not scanned here, but with the layer."""
        return Part(self, path, "", 0, Budget(self._total))

    def finish(self) -> None:
        self.batch.finish()
        self.asides.finish()


class Part:
    """A file at some depth. `ranges` are the parts of it, by offset, that were of a format that was unpacked
    to its end and without trouble.

    What comes after the end of an archive is text, and searched for a further archive: an initrd has a cpio
    before its compressed payload, and a zip may stand behind another. So is what comes after a script's first
    line.
    """

    __slots__ = ("_budget", "_depth", "_feeder", "_head", "_owner", "_plain", "_searching", "_seen",
        "_start", "_tail", "inner", "path", "ranges")

    def __init__(self, owner: Unpacker, path: str, inner: str, depth: int, budget: Budget) -> None:
        self._owner = owner
        self.path = path
        self.inner = inner
        self._depth = depth
        self._budget = budget
        self._head: bytes | None = b""
        self._feeder: Feeder | None = None
        self._plain = self._searching = False
        self._tail = b""  # of what is searched for a further archive
        self._seen = self._start = 0  # bytes so far; where the archive that is being read began
        self.ranges: list[tuple[int, int]] = []

    @property
    def name(self) -> str:
        return self.inner.rpartition("!")[2] or self.path

    def member(self, name: str) -> Part:
        """A file inside this one; `name` "" for the content of a compressed file, which an archive in it
        replaces."""
        self._budget.member()
        inner = self._route(name)
        if name:
            self._owner.asides.line(self.path, inner, NAME, name.encode("utf-8", "surrogateescape"))
        return Part(self._owner, self.path, inner, self._depth + 1, self._budget)

    def beside(self, name: str, part: str, value: bytes) -> None:
        self._budget.member()
        if part.startswith(ATTRIBUTE):
            self._owner.asides.attribute(self.path, self._route(name), part.partition(" ")[2].encode(), value)
        else:
            self._owner.asides.line(self.path, self._route(name), part, value)

    def _route(self, name: str) -> str:
        return f"{self.inner}!{name}" if self.inner and name else self.inner or name

    def trouble(self, message: str, cause: Cause = Cause.DAMAGED) -> None:
        self._owner.trouble(self.path, self.inner, message, cause)

    def write(self, data: bytes) -> None:
        """The next bytes. Raises TooMuch where the layer's file has reached its limit."""
        if self._depth:
            self._budget.give(len(data))
        else:
            self._budget.take(len(data))
        self._seen += len(data)
        if self._head is None:
            self._pass(data)
            return
        self._head += data
        if len(self._head) >= HEAD:
            head, self._head = self._head, None
            self._look(head)

    def close(self) -> None:
        """The end of the file. Raises TooMuch."""
        while self._head is not None or self._feeder is not None:
            if self._head is not None:
                head, self._head = self._head, None
                self._look(head)
                continue
            self._guarded(lambda feeder: feeder.close())
            feeder, self._feeder = self._feeder, None
            if feeder is not None and feeder.done:
                self._end(feeder.rest())
        self._write_plain(self._tail)
        self._close_plain()

    def _look(self, head: bytes) -> None:
        """Decides, by its first bytes, what the file is, or what follows an archive in it."""
        reader = reader_for(head, self.name)
        if reader is not None and self._depth >= DEPTH:
            self.trouble(f"is not unpacked: it is {self._depth} archives deep", Cause.LIMIT)
            reader = None
        if reader is None and is_script(head):
            self._searching = True
            self._search(head)
            return
        if reader is None:
            self._write_plain(head)
            return
        self._close_plain()
        self._start = self._seen - len(head)
        self._feeder = Feeder(lambda pull: reader(pull, self))
        self._feed(head)

    def _pass(self, data: bytes) -> None:
        if self._feeder is not None:
            self._feed(data)
        elif self._searching:
            self._search(data)
        else:
            self._write_plain(data)

    def _feed(self, data: bytes) -> None:
        self._guarded(lambda feeder: feeder.feed(data))
        feeder = self._feeder
        if feeder is None:
            return
        if feeder.done:
            self._end(feeder.rest())
        else:
            self._range(self._seen)

    def _range(self, end: int) -> None:
        """Everything from where the archive began was unpacked."""
        if self.ranges and self.ranges[-1][0] == self._start:
            self.ranges.pop()
        self.ranges.append((self._start, end))

    def _end(self, rest: bytes) -> None:
        """The reader is done; `rest` is what it left."""
        self._feeder = None
        self._range(self._seen - len(rest))
        self._searching = True
        if rest:
            self._search(rest)

    def _search(self, data: bytes) -> None:
        """Looks for a further archive; all before it is text."""
        data, self._tail = self._tail + data, b""
        at = further(data)
        if at < 0:
            keep = max(len(data) - SEAM, 0)
            self._write_plain(data[:keep])
            self._tail = data[keep:]
            return
        self._write_plain(data[:at])
        self._searching = False
        rest = data[at:]
        if len(rest) < HEAD:
            self._head = rest
        else:
            self._look(rest)

    def _write_plain(self, data: bytes) -> None:
        """Text that is searched as it is; the layer's own files are searched with the layer."""
        if not self._depth or not data:
            return
        if not self._plain:
            if self._searching and not data.strip(b"\0"):
                return  # padding
            self._owner.batch.open(self.path, self.inner)
            self._plain = True
        self._owner.batch.write(data)

    def _close_plain(self) -> None:
        if self._plain:
            self._owner.batch.close()
            self._plain = False

    def _guarded(self, step: Callable[[Feeder], None]) -> None:
        """A step of the reader; a damaged file is a trouble, and what was read of it stays."""
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
        except Unsupported as error:
            self._stop(str(error), Cause.UNSUPPORTED)
        except Damaged as error:
            self._stop(f"is damaged: {error}")
        except decoder_errors() as error:
            self._stop(f"is damaged: {error}")

    def _stop(self, message: str, cause: Cause = Cause.DAMAGED) -> None:
        self._feeder = None
        self._owner.batch.close()
        if self.ranges and self.ranges[-1][0] == self._start:
            self.ranges.pop()
        self.trouble(message, cause)
