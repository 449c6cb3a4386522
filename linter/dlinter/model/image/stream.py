"""The files of a layer's tar stream, and what looks at the stream.

A layer is one long stream of bytes: headers and file contents. A consumer gets it in large consecutive
blocks, so that it may match them whole; the members say afterwards which file an offset belongs to.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import Protocol

FILE, HARDLINK, SYMLINK, FOLDER, OTHER = range(5)


class Members:
    """The members of one layer so far, in order of their place; append-only, compact (a million fit in 150
    MB).

    `starts[i]` is the offset of the content in the uncompressed stream, `sizes[i]` its bytes there,
    `paths[i]` the name as written, `kinds[i]` one of the constants. Headers that a block needs are there
    before the block is fed. `prints` are the fingerprints of large files (member → CRC-32) where they were
    asked for. `attributes` are extended attributes and comments (member → names with values), kept only where
    `keeps_attributes` is set: whoever sets it takes them out as they come.
    """

    __slots__ = ("attributes", "keeps_attributes", "kinds", "links", "modes", "paths", "prints", "sizes",
        "starts")

    def __init__(self) -> None:
        self.starts = array("Q")
        self.sizes = array("Q")
        self.modes = array("H")
        self.kinds = bytearray()
        self.paths: list[bytes] = []
        self.links: dict[int, bytes] = {}
        self.prints: dict[int, int] = {}
        self.attributes: dict[int, list[tuple[bytes, bytes]]] = {}
        self.keeps_attributes = False

    def __len__(self) -> int:
        return len(self.paths)

    def add(self, path: bytes, kind: int, size: int, start: int, link: bytes = b"", mode: int = 0) -> None:
        self.starts.append(start)
        self.sizes.append(size)
        self.modes.append(mode & 0xFFFF)
        self.kinds.append(kind)
        if link:
            self.links[len(self.paths)] = link
        self.paths.append(path)

    def attribute(self, key: bytes, value: bytes) -> None:
        """An extended attribute of the last member."""
        if self.keeps_attributes:
            self.attributes.setdefault(len(self.paths) - 1, []).append((key, value))

    def resize(self, size: int, start: int) -> None:
        """Corrects size and start of the content of the last member."""
        self.sizes[-1], self.starts[-1] = size, start

    def at(self, offset: int) -> int:
        """The index of the member whose content holds an offset of the stream, -1 for none (a header,
        padding)."""
        index = bisect_right(self.starts, offset) - 1
        while index >= 0 and not self.sizes[index] and index and self.starts[index - 1] == self.starts[index]:
            index -= 1
        if index < 0 or offset >= self.starts[index] + self.sizes[index]:
            return -1
        return index

    def path(self, index: int) -> str:
        """The name of a member, normalised: no leading `./` or `/`."""
        return clean_path(self.paths[index])


def clean_path(path: bytes) -> str:
    """A name of a tar as a path of the image: no `.`, no empty parts, `..` kept as it is (it is never
    followed)."""
    return clean_name(path).decode("utf-8", "surrogateescape")


def clean_name(path: bytes) -> bytes:
    """The same as bytes: the name itself where it is clean, which costs no memory."""
    if path.startswith(b"./") or b"//" in path or path[:1] == b"/" or b"/./" in path or path.endswith(b"/"):
        return b"/".join(part for part in path.split(b"/") if part not in (b"", b"."))
    return path


class LayerConsumer(Protocol):
    """Looks at one layer's stream. `feed` gets blocks in order; `offset` is the block's place in the
    stream."""

    def feed(self, block: bytes, offset: int) -> None: ...

    def finish(self) -> None: ...


class MakeConsumer(Protocol):
    """Makes the consumer of a layer; `members` fills as the stream is read."""

    def __call__(self, index: int, members: Members) -> LayerConsumer: ...
