"""One layer of an image: its stream through the scanner, and its archives through the unpacker.

`LayerScanner` is a `dlinter.model.image.stream.LayerConsumer`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from msgspec import Struct

from dlinter.archive.kinds import HEAD, may_be, may_hold
from dlinter.archive.sink import Cause
from dlinter.archive.tar import REST
from dlinter.model.image.stream import Members
from dlinter.secrets.asides import Asides
from dlinter.secrets.beside import Archive, Archives
from dlinter.secrets.scanner import Found, Scanner, Segment
from dlinter.secrets.searcher import Engine

TOLD = 5
"""So many parts of one file that cannot be read are told of each by itself; a zip may hold 65,535 encrypted
ones."""

_RANK = {cause: rank for rank, cause in enumerate(Cause)}


class Unread(Struct, frozen=True):
    """A part of a layer that could not be read: its path, the route inside it, what is wrong, and why."""

    path: str
    inner: str
    message: str
    cause: Cause = Cause.DAMAGED


class LayerScanner:
    """Scans one layer. `found` and `unread` are complete after `finish`. One thread a layer, and so many more
    for its archives as `spare` says that cores are free; the engine is shared."""

    def __init__(
        self, engine: Engine, members: Members, *, nested: bool = True, spare: Callable[[], int] = lambda: 0
    ) -> None:
        self.found: list[Found] = []
        self.unread: list[Unread] = []
        self._troubles: Counter[str] = Counter()
        self._more: dict[str, Cause] = {}  # the gravest of those that are not told one by one
        self._members = members
        self._next = 0  # the first member whose content has not begun
        self._last: Segment | None = None
        self._last_size = 0  # of the member before that, as it was then
        self._scanner = Scanner(engine, self.found.append, self._trouble)
        self._archives = Archives(engine, self.found.append, self._trouble, spare) if nested else None
        self._asides = Asides(engine, self.found.append) if nested else None
        members.keeps_attributes = nested
        self._part: Archive | None = None
        self._part_segment: Segment | None = None

    def _trouble(self, path: str, inner: str, message: str, cause: Cause) -> None:
        self._troubles[path] += 1
        if self._troubles[path] <= TOLD:
            self.unread.append(Unread(path, inner, message, cause))
        elif _RANK[cause] > _RANK[self._more.get(path, Cause.ENCRYPTED)]:
            self._more[path] = cause

    def feed(self, block: bytes, offset: int) -> None:
        """The next bytes of the stream, which begin at its `offset`."""
        try:
            self._feed(block, offset)
        except BaseException:
            if self._archives is not None:
                self._archives.abandon()
            raise

    def _feed(self, block: bytes, offset: int) -> None:
        members, end = self._members, offset + len(block)
        starts, sizes, count = members.starts, members.sizes, len(members)
        segments: list[Segment] = []
        if self._part_segment is not None:
            self._continue(block, offset)
        at = self._next
        if at and self._last_size != sizes[at - 1]:
            self._resized(at - 1, segments)
        while at < count and starts[at] < end:
            size = self._last_size = sizes[at]
            if size:
                start = starts[at]
                segment = self._last = Segment(members.path(at), start, start + size)
                segments.append(segment)
                if self._archives is not None:
                    head = block[start - offset : start - offset + min(HEAD, size)]
                    if (
                        len(head) < min(HEAD, size) or may_be(head) or may_hold(head, size)
                    ) and members.paths[at] != REST:
                        self._begin(segment, block, offset)
            at += 1
        if self._asides is not None and at > self._next:
            self._asides.members(members, self._next, at)
        self._next = at
        self._scanner.feed(block, segments)

    def _resized(self, at: int, segments: list[Segment]) -> None:
        """The member before turned out to have (more) content: a link with a content, or the one that stands
        for all further members."""
        size = self._last_size = self._members.sizes[at]
        start = self._members.starts[at]
        if self._last is not None and self._last.start == start:
            self._last.end = start + size
        elif size:
            self._last = Segment(self._members.path(at), start, start + size)
            segments.append(self._last)

    def _begin(self, segment: Segment, block: bytes, offset: int) -> None:
        assert self._archives is not None
        self._close()
        self._part = self._archives.open(segment.path, segment.end - segment.start)
        segment.waits = self._part.later
        self._part_segment = segment
        self._continue(block, offset)

    def _continue(self, block: bytes, offset: int) -> None:
        """Gives the open archive its bytes of a block."""
        segment, part = self._part_segment, self._part
        assert segment is not None and part is not None
        part.write(block[max(segment.start - offset, 0) : segment.end - offset])
        segment.ignored = part.ranges
        if segment.end <= offset + len(block):
            self._close()

    def _close(self) -> None:
        segment, part = self._part_segment, self._part
        self._part = self._part_segment = None
        if segment is not None and part is not None:
            segment.ignored = part.ranges
            part.close()

    def finish(self) -> None:
        """The end of the stream; also after one that broke off."""
        try:
            self._finish()
        except BaseException:
            if self._archives is not None:
                self._archives.abandon()
            raise

    def _finish(self) -> None:
        self._close()
        self._scanner.feed(b"", last=True)
        if self._archives is not None:
            try:
                self._archives.finish()
            finally:
                self._scanner.release()
        if self._asides is not None:
            self._asides.members(self._members, self._next, len(self._members))
            self._next = len(self._members)
            self._asides.finish()
        more = {path: count - TOLD for path, count in self._troubles.items() if count > TOLD}
        for path, count in more.items():
            message = f"{count} more part{'s' if count > 1 else ''} of it cannot be read"
            self.unread.append(Unread(path, "", message, self._more.get(path, Cause.ENCRYPTED)))
