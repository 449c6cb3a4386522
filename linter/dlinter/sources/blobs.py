"""Blobs of an image by name: slices of an archive, or files of a folder. Nothing is unpacked to disk."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dlinter.archive.inflate import PLAIN, InflateError, inflate, told_by_magic
from dlinter.archive.tar import TarError, TarWalker
from dlinter.model.image.stream import FILE, HARDLINK, SYMLINK, Members, clean_path

CHUNK = 1 << 20
SMALL = 16 << 20
"""A manifest or config of more bytes than this is not read."""
KEPT, KEPT_ALL = 256 << 10, 32 << 20
"""Bytes of a file of a compressed archive that is kept in memory, and of all of them."""


class BlobError(Exception):
    """A blob is not there, or cannot be read."""


class Blobs:
    """Names → bytes. `order` sorts names in the order in which they are read best; `parallel` says that
    several may be read at once. `complete` says that `names` are all there are, `addressed` that a blob's
    name is the digest of its bytes and that others check it, too."""

    parallel = False
    complete = False
    addressed = False
    damage = ""
    """What is wrong with the whole of them: an archive that is cut off."""

    def names(self) -> list[str]:
        raise NotImplementedError

    def size(self, name: str) -> int:
        raise NotImplementedError

    def chunks(self, name: str) -> Iterator[bytes]:
        """The blob in chunks of at most CHUNK bytes. Raises BlobError."""
        raise NotImplementedError

    def has(self, name: str) -> bool:
        return name in self.names()

    def order(self, name: str) -> int:
        return 0

    def place(self, name: str) -> object:
        """Where a blob's bytes are: two names may be links to the same."""
        return name

    def read(self, name: str) -> bytes:
        """A small blob. Raises BlobError."""
        if self.size(name) > SMALL:
            raise BlobError(f"`{name}` has {self.size(name)} bytes: too many for a manifest or config")
        return b"".join(self.chunks(name))

    def close(self) -> None:
        """Frees what is open."""


class FolderBlobs(Blobs):
    """Files below a folder, by their path relative to it. Regular files only, and none that a link leads out
    of the folder to."""

    parallel = True
    complete = True

    def __init__(self, root: Path) -> None:
        self._root = root
        self._real = os.path.realpath(root)

    def _path(self, name: str) -> str:
        if not name or "\0" in name or ".." in Path(name).parts or name.startswith("/"):
            raise BlobError(f"`{name}` is not the name of a blob")
        path = os.path.realpath(os.path.join(self._root, name))
        if not path.startswith(self._real.rstrip("/") + "/"):
            raise BlobError(f"`{name}` leads out of the layout")
        return path

    def names(self) -> list[str]:
        found = []
        for folder, folders, names in os.walk(self._root):
            folders.sort()
            inside = os.path.relpath(folder, self._root)
            found += [name if inside == "." else f"{inside}/{name}" for name in sorted(names)]
        return found

    def has(self, name: str) -> bool:
        try:
            return os.path.isfile(self._path(name))  # noqa: PTH113
        except BlobError:
            return False

    def place(self, name: str) -> object:
        try:
            return self._path(name)
        except BlobError:
            return name

    def size(self, name: str) -> int:
        try:
            return os.stat(self._path(name)).st_size  # noqa: PTH116
        except OSError as error:
            raise BlobError(f"`{name}`: {error.strerror}") from None

    def chunks(self, name: str) -> Iterator[bytes]:
        try:
            # a FIFO would wait for its writer
            number = os.open(self._path(name), os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            raise BlobError(f"`{name}`: {error.strerror}") from None
        try:
            found = os.fstat(number)
            if not stat.S_ISREG(found.st_mode):
                raise BlobError(f"`{name}` is not a file")
            left = found.st_size
            while left > 0 and (chunk := os.read(number, min(CHUNK, left))):
                left -= len(chunk)
                yield chunk
        except OSError as error:
            raise BlobError(f"`{name}`: {error.strerror}") from None
        finally:
            os.close(number)


class TarBlobs(Blobs):
    """Members of a tar, plain or compressed. A plain one is read in place; of a compressed one a cursor goes
    forward and begins anew when it must go back."""

    complete = True

    def __init__(self, stream: BinaryIO) -> None:
        self._file = stream
        self._lock = threading.Lock()
        head = os.pread(stream.fileno(), 16, 0)
        self.compression = told_by_magic(head)
        self.parallel = self.compression == PLAIN
        self._cursor: Iterator[bytes] | None = None
        self._at, self._rest = 0, b""
        self._index: dict[str, tuple[int, int]] = {}
        self._kept: dict[tuple[int, int], bytes] = {}
        self._kept_size = self._looked = 0
        self._read_index()

    def _read_index(self) -> None:
        members = Members()
        walker = TarWalker(members)
        try:
            if self.compression == PLAIN:
                self._walk_plain(walker)
            else:
                for block in inflate(self._whole(), self.compression):
                    offset = walker.offset
                    walker.feed(block)
                    self._keep(members, block, offset)
                    if walker.full:
                        break
            walker.finish()
        except TarError as error:
            self.damage = f"the archive {error}"
        except InflateError as error:
            self.damage = str(error)
        links: list[tuple[str, str]] = []
        doubled: list[tuple[str, tuple[int, int]]] = []
        for index in range(len(members)):
            name, place = members.path(index), (members.starts[index], members.sizes[index])
            if members.kinds[index] == FILE or place[1]:
                if name in self._index:
                    doubled.append((name, self._index[name]))
                self._index[name] = place
            elif members.kinds[index] in (HARDLINK, SYMLINK):
                target = members.links.get(index, b"")
                links.append((name, self._resolve(name, target, members.kinds[index] == SYMLINK)))
        for name, to in links:  # docker save of old: equal layers are links
            if to in self._index:
                self._index.setdefault(name, self._index[to])
        # A file that comes twice, or a second archive behind the first one: a reader takes either.
        for number, (name, place) in enumerate(doubled):
            self._index[f"{name}\0{number}"] = place

    def _keep(self, members: Members, block: bytes, offset: int) -> None:
        """Keeps the small files of a block: the archive is not inflated again for each config."""
        while self._looked < len(members) and members.starts[self._looked] < offset + len(block):
            at, size = members.starts[self._looked], members.sizes[self._looked]
            if (
                0 < size <= KEPT
                and at >= offset
                and at + size <= offset + len(block)
                and self._kept_size + size <= KEPT_ALL
            ):
                self._kept[at, size] = block[at - offset : at - offset + size]
                self._kept_size += size
            self._looked += 1

    def earlier(self) -> dict[str, str]:
        """Files that are there under one name with different bytes: the earlier one's own name here → the
        name that both have."""
        return {name: name.partition("\0")[0] for name in self._index if "\0" in name}

    @staticmethod
    def _resolve(name: str, target: bytes, relative: bool) -> str:
        text = clean_path(target)
        if relative and not target.startswith(b"/"):
            text = os.path.normpath(f"{name.rpartition('/')[0]}/{text}").lstrip("/")
        return text

    def _walk_plain(self, walker: TarWalker) -> None:
        """Reads headers only: contents are skipped by seeking."""
        number = self._file.fileno()
        total = os.fstat(number).st_size
        at = 0
        while at < total and not walker.full:
            block = os.pread(number, CHUNK if walker.ended else min(walker.wants(), CHUNK) or 512, at)
            if not block:
                break
            walker.feed(block)
            at += len(block)
            skip = min(walker.skippable(), total - at)
            if walker.skippable() > total - at:
                walker.skip(skip)
                at += skip
                break
            walker.skip(skip)
            at += skip

    def _whole(self) -> Iterator[bytes]:
        at = 0
        while chunk := os.pread(self._file.fileno(), CHUNK, at):
            yield chunk
            at += len(chunk)

    def names(self) -> list[str]:
        return list(self._index)

    def has(self, name: str) -> bool:
        return name in self._index

    def size(self, name: str) -> int:
        if name not in self._index:
            raise BlobError(f"`{name}` is not in the archive")
        return self._index[name][1]

    def order(self, name: str) -> int:
        return self._index.get(name, (0, 0))[0]

    def place(self, name: str) -> object:
        return self._index.get(name, name)

    def chunks(self, name: str) -> Iterator[bytes]:
        if name not in self._index:
            raise BlobError(f"`{name}` is not in the archive")
        start, size = self._index[name]
        if self.compression == PLAIN:
            number, end = self._file.fileno(), start + size
            while start < end:
                chunk = os.pread(number, min(CHUNK, end - start), start)
                if not chunk:
                    raise BlobError(f"`{name}` is cut off")
                yield chunk
                start += len(chunk)
            return
        if (start, size) in self._kept:
            yield self._kept[start, size]
            return
        end = start + size
        while start < end:
            # The lock is held for a step, never across a `yield`: a reader that breaks off would keep it.
            with self._lock:
                chunk = self._step(name, start, end - start)
            start += len(chunk)
            yield chunk

    def _step(self, name: str, start: int, most: int) -> bytes:
        """Some bytes from an offset of the uncompressed archive, wherever the cursor is."""
        if self._cursor is None or start < self._at:
            self._cursor, self._at, self._rest = inflate(self._whole(), self.compression), 0, b""
        try:
            while True:
                if not self._rest:
                    self._rest = next(self._cursor, b"")
                    if not self._rest:
                        raise BlobError(f"`{name}` is cut off")
                if self._at + len(self._rest) > start:
                    break
                self._at, self._rest = self._at + len(self._rest), b""
        except InflateError as error:
            raise BlobError(f"`{name}`: {error}") from None
        self._rest = self._rest[start - self._at :]
        out, self._rest = self._rest[:most], self._rest[most:]
        self._at = start + len(out)
        return out

    def close(self) -> None:
        self._file.close()
