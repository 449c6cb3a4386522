"""One layer of an image: its stream through the scanner, and its archives through the unpacker.

`LayerScanner` is a `dlinter.model.image.stream.LayerConsumer`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dlinter.archive.kinds import HEAD, may_be
from dlinter.archive.sink import Cause
from dlinter.model.image.stream import FILE, Members
from dlinter.secrets.scanner import Found, Scanner, Segment
from dlinter.secrets.searcher import Engine
from dlinter.secrets.unpack import Part, Unpacker

TOLD = 5
"""So many parts of one file that cannot be read are told of each by itself; a zip may hold 65,535 encrypted ones."""

_RANK = {cause: rank for rank, cause in enumerate(Cause)}


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a layer that could not be read: its path, the route inside it, what is wrong, and why."""

    path: str
    inner: str
    message: str
    cause: Cause = Cause.DAMAGED


class LayerScanner:
    """Scans one layer. `found` and `unread` are complete after `finish`. One thread a layer; the engine is shared."""

    def __init__(self, engine: Engine, members: Members, *, nested: bool = True) -> None:
        self.found: list[Found] = []
        self.unread: list[Unread] = []
        self._troubles: Counter[str] = Counter()
        self._more: dict[str, Cause] = {}  # the gravest of those that are not told one by one
        self._members = members
        self._next = 0  # the first member whose content has not begun
        self._scanner = Scanner(engine, self.found.append)
        self._unpacker = Unpacker(engine, self.found.append, self._trouble) if nested else None
        self._part: Part | None = None
        self._part_segment: Segment | None = None

    def _trouble(self, path: str, inner: str, message: str, cause: Cause) -> None:
        self._troubles[path] += 1
        if self._troubles[path] <= TOLD:
            self.unread.append(Unread(path, inner, message, cause))
        elif _RANK[cause] > _RANK[self._more.get(path, Cause.ENCRYPTED)]:
            self._more[path] = cause

    def feed(self, block: bytes, offset: int) -> None:
        """The next bytes of the stream, which begin at its `offset`."""
        members, end = self._members, offset + len(block)
        starts, sizes, kinds, count = members.starts, members.sizes, members.kinds, len(members)
        segments: list[Segment] = []
        if self._part_segment is not None:
            self._continue(block, offset)
        at = self._next
        while at < count and starts[at] < end:
            size = sizes[at]
            if size and kinds[at] == FILE:
                start = starts[at]
                segment = Segment(members.path(at), start, start + size)
                segments.append(segment)
                if self._unpacker is not None:
                    head = block[start - offset : start - offset + min(HEAD, size)]
                    if len(head) < min(HEAD, size) or may_be(head):
                        self._begin(segment, block, offset)
            at += 1
        self._next = at
        self._scanner.feed(block, segments)

    def _begin(self, segment: Segment, block: bytes, offset: int) -> None:
        assert self._unpacker is not None
        self._part = self._unpacker.open(segment.path)
        self._part_segment = segment
        self._continue(block, offset)

    def _continue(self, block: bytes, offset: int) -> None:
        """Gives the open archive its bytes of a block."""
        segment, part = self._part_segment, self._part
        assert segment is not None and part is not None
        part.write(block[max(segment.start - offset, 0) : segment.end - offset])
        segment.ignored = part.opened
        if segment.end <= offset + len(block):
            self._close()

    def _close(self) -> None:
        segment, part = self._part_segment, self._part
        if segment is not None and part is not None:
            part.close()
            segment.ignored = part.opened
        self._part = self._part_segment = None

    def finish(self) -> None:
        """The end of the stream; also after one that broke off."""
        self._close()
        self._scanner.feed(b"", last=True)
        if self._unpacker is not None:
            self._unpacker.finish()
        more = {path: count - TOLD for path, count in self._troubles.items() if count > TOLD}
        for path, count in more.items():
            message = f"{count} more part{'s' if count > 1 else ''} of it cannot be read"
            self.unread.append(Unread(path, "", message, self._more.get(path, Cause.ENCRYPTED)))
