"""The files of one layer with everything that a comparison asks for: digest of the content, mode, owner,
time, link."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

from dlinter.model.difference.images import File
from dlinter.model.image.stream import FILE, FOLDER, HARDLINK, SYMLINK, LayerConsumer, Members
from dlinter.sources.image_config import ImageSource
from dlinter.sources.layers import read_layer

_KINDS = {FILE: "file", HARDLINK: "hard link", SYMLINK: "link", FOLDER: "folder"}
_HEADER = 512
LARGEST = 64 << 20
"""Bytes of the largest file whose content is kept."""


class LayerFiles(Struct):
    """Path → file; `content` are the files that were asked for; `problem` says what could not be read."""

    files: dict[str, File] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)
    problem: str = ""


class _Table:
    """Hashes each file as it streams by, and reads owner and time from the header before it (ustar, POSIX.1:
    uid at 108, gid at 116, mtime at 136)."""

    def __init__(self, members: Members, keep: Callable[[str, int], bool], into: LayerFiles) -> None:
        self._members, self._keep, self._into = members, keep, into
        self._next = 0
        self._tail = b""
        self._hash: Any = None
        self._kept: bytearray | None = None

    def feed(self, block: bytes, offset: int) -> None:
        members, end = self._members, offset + len(block)
        base = offset - len(self._tail)
        window = self._tail + block
        at = self._next
        while at < len(members) and members.starts[at] <= end:
            start, size = members.starts[at], members.sizes[at]
            if self._hash is None:
                if start == end and size and not window[start - _HEADER - base : start - base]:
                    break
                self._begin(at, window[max(start - _HEADER - base, 0) : max(start - base, 0)])
            piece = block[max(start - offset, 0) : max(start + size - offset, 0)] if size else b""
            self._hash.update(piece)
            if self._kept is not None:
                self._kept += piece
            if start + size > end:
                break
            self._end(at)
            at += 1
        self._next = at
        self._tail = window[-_HEADER:]

    def _begin(self, at: int, header: bytes) -> None:
        self._hash = hashlib.sha256()
        self._header = header
        path = self._members.path(at)
        wanted = (
            self._members.kinds[at] == FILE
            and self._members.sizes[at] <= LARGEST
            and self._keep(path, self._members.sizes[at])
        )
        self._kept = bytearray() if wanted else None

    def _end(self, at: int) -> None:
        members, path = self._members, self._members.path(at)
        kind = members.kinds[at]
        digest = self._hash.hexdigest() if kind == FILE else ""
        owner = (_octal(self._header[108:116]), _octal(self._header[116:124]))
        link = members.links.get(at, b"").decode("utf-8", "surrogateescape")
        size = members.sizes[at] if kind == FILE else 0
        self._into.files[path] = File(
            _KINDS.get(kind, "other"),
            size,
            digest,
            members.modes[at] & 0o7777,
            owner,
            _octal(self._header[136:148]),
            link,
        )
        if self._kept is not None:
            self._into.content[path] = bytes(self._kept)
        self._hash = self._kept = None

    def finish(self) -> None:
        while self._next < len(self._members) and self._hash is not None:
            self._end(self._next)
            self._next += 1


def _octal(field_: bytes) -> int:
    """A number of a tar header: octal digits, or base 256 (GNU); 0 where it is damaged."""
    if field_[:1] >= b"\x80":
        return int.from_bytes(field_[1:], "big") if len(field_) <= 12 else 0
    digits = field_.strip(b" \0").partition(b"\0")[0]
    try:
        return int(digits or b"0", 8)
    except ValueError:
        return 0


def layer_files(source: ImageSource, index: int, keep: Callable[[str, int], bool]) -> LayerFiles:
    """The files of one layer; `keep(path, size)` says whose content is kept. Never raises: `problem` says
    what is wrong."""
    found = LayerFiles()

    def make(index: int, members: Members) -> LayerConsumer:
        return _Table(members, keep, found)

    read = read_layer(source, index, make, digest=False)
    if read.problems:
        found.problem = read.problems[0].message
    return found
