"""Blobs of an image by name: slices of an archive, or files of a folder. Nothing is unpacked to disk."""

from __future__ import annotations

import os
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


class BlobError(Exception):
    """A blob is not there, or cannot be read."""


class Blobs:
    """Names → bytes. `order` sorts names in the order in which they are read best; `parallel` says that several may be read at once."""

    parallel = False
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

    def read(self, name: str) -> bytes:
        """A small blob. Raises BlobError."""
        if self.size(name) > SMALL:
            raise BlobError(f"`{name}` has {self.size(name)} bytes: too many for a manifest or config")
        return b"".join(self.chunks(name))

    def close(self) -> None:
        """Frees what is open."""


class FolderBlobs(Blobs):
    """Files below a folder, by their path relative to it."""

    parallel = True

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, name: str) -> Path:
        if ".." in Path(name).parts or name.startswith("/"):
            raise BlobError(f"`{name}` leads out of the layout")
        return self._root / name

    def names(self) -> list[str]:
        return sorted(p.relative_to(self._root).as_posix() for p in self._root.rglob("*") if p.is_file())

    def has(self, name: str) -> bool:
        try:
            return self._path(name).is_file()
        except BlobError:
            return False

    def size(self, name: str) -> int:
        try:
            return self._path(name).stat().st_size
        except OSError as error:
            raise BlobError(f"`{name}`: {error.strerror}") from None

    def chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._path(name).open("rb", buffering=0) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise BlobError(f"`{name}`: {error.strerror}") from None


class TarBlobs(Blobs):
    """Members of a tar, plain or compressed. A plain one is read in place; of a compressed one a cursor goes forward and
    begins anew when it must go back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = stream
        self._lock = threading.Lock()
        head = os.pread(stream.fileno(), 8, 0)
        self.compression = told_by_magic(head)
        self.parallel = self.compression == PLAIN
        self._cursor: Iterator[bytes] | None = None
        self._at, self._rest = 0, b""
        self._index: dict[str, tuple[int, int]] = {}
        self._read_index()

    def _read_index(self) -> None:
        members = Members()
        walker = TarWalker(members)
        try:
            if self.compression == PLAIN:
                self._walk_plain(walker)
            else:
                for block in inflate(self._whole(), self.compression):
                    walker.feed(block)
                    if walker.full:
                        break
            walker.finish()
        except TarError as error:
            self.damage = f"the archive {error}"
        except InflateError as error:
            self.damage = str(error)
        links: list[tuple[str, str]] = []
        for index in range(len(members)):
            name = members.path(index)
            if members.kinds[index] == FILE:
                self._index[name] = (members.starts[index], members.sizes[index])
            elif members.kinds[index] in (HARDLINK, SYMLINK):
                target = members.links.get(index, b"")
                links.append((name, self._resolve(name, target, members.kinds[index] == SYMLINK)))
        for name, to in links:  # docker save of old: equal layers are links
            if to in self._index:
                self._index.setdefault(name, self._index[to])

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
