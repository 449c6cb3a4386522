"""What is kept of a layer's files as they stream by: the databases of package managers, and digests of single
files.

Both are consumers in front of another, or alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from dlinter.model.image.shipped import is_database
from dlinter.model.image.stream import FILE, LayerConsumer, Members

LARGEST = 64 << 20
"""A database of more bytes is not kept: rpm's of 3,000 packages has 40 MB."""
_HINT = re.compile(
    rb"dpkg/|/RECORD|/direct_url\.json|db/installed|rpmdb\.sqlite|/\.package-lock\.json"
).search


class Databases:
    """Keeps the content of package databases: `content` by path. Costs a look at each name."""

    def __init__(self, members: Members, then: LayerConsumer) -> None:
        self.content: dict[str, bytes] = {}
        self._members, self._then = members, then
        self._next = 0
        self._open: tuple[int, str, bytearray] | None = None

    def feed(self, block: bytes, offset: int) -> None:
        members, end = self._members, offset + len(block)
        if self._open is not None:
            self._take(block, offset)
        paths, starts, at = members.paths, members.starts, self._next
        while at < len(paths) and starts[at] < end:
            raw = paths[at]
            if _HINT(raw) is not None and members.kinds[at] == FILE and 0 < members.sizes[at] <= LARGEST:
                path = members.path(at)
                if is_database(path):
                    self._open = (at, path, bytearray())
                    self._take(block, offset)
            at += 1
        self._next = at
        self._then.feed(block, offset)

    def _take(self, block: bytes, offset: int) -> None:
        assert self._open is not None
        at, path, data = self._open
        start, stop = self._members.starts[at], self._members.starts[at] + self._members.sizes[at]
        data += block[max(start - offset, 0) : stop - offset]
        if stop <= offset + len(block):
            self.content[path] = bytes(data)
            self._open = None

    def finish(self) -> None:
        self._then.finish()


class Digests:
    """Makes the digests that are asked for: `wanted` is path → algorithms, `made` path → algorithm → hex."""

    def __init__(self, members: Members, wanted: Mapping[str, tuple[str, ...]]) -> None:
        self.made: dict[str, dict[str, str]] = {}
        self._members, self._wanted = members, wanted
        self._next = 0
        self._open: tuple[int, str, dict[str, Any]] | None = None

    def feed(self, block: bytes, offset: int) -> None:
        members, end = self._members, offset + len(block)
        if self._open is not None:
            self._add(block, offset)
        at = self._next
        while at < len(members) and members.starts[at] < end:
            if members.kinds[at] == FILE and (algorithms := self._wanted.get(members.path(at))):
                self._open = (
                    at,
                    members.path(at),
                    {a: hashlib.new(a, usedforsecurity=False) for a in algorithms},
                )
                self._add(block, offset)
            at += 1
        self._next = at

    def _add(self, block: bytes, offset: int) -> None:
        assert self._open is not None
        at, path, machines = self._open
        start, stop = self._members.starts[at], self._members.starts[at] + self._members.sizes[at]
        piece = block[max(start - offset, 0) : stop - offset]
        for machine in machines.values():
            machine.update(piece)
        if stop <= offset + len(block):
            self.made[path] = {name: machine.hexdigest() for name, machine in machines.items()}
            self._open = None

    def finish(self) -> None:
        """Nothing is left to do: a file that is cut off has no digest."""
