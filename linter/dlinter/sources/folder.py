"""A plain folder as an image of one layer: a tar stream made while it is read."""

from __future__ import annotations

import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

from dlinter.sources.blobs import CHUNK, Blobs

LAYER = "files"


class TreeBlobs(Blobs):
    """One blob: all files below a folder. Links are not followed, devices and sockets not opened."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self.unreadable: list[str] = []
        self.count = self._size = 0
        for path, entry in self._walk(self._root, ""):
            if entry is None:
                self.unreadable.append(path)
                continue
            self.count += 1
            if stat.S_ISREG(entry.st_mode):
                self._size += entry.st_size
                if not os.access(f"{self._root}/{path}", os.R_OK):
                    self.unreadable.append(path)

    def names(self) -> list[str]:
        return [LAYER]

    def size(self, name: str) -> int:
        return self._size

    def _walk(self, folder: str, inside: str) -> Iterator[tuple[str, os.stat_result | None]]:
        """Path inside the folder, and what it is; None for a folder that cannot be read."""
        todo = [(folder, inside)]
        while todo:
            folder, inside = todo.pop()
            try:
                with os.scandir(folder) as found:
                    entries = sorted(found, key=lambda e: e.name)
            except OSError:
                yield inside or ".", None
                continue
            for entry in entries:
                path = f"{inside}/{entry.name}" if inside else entry.name
                try:
                    known = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                if stat.S_ISDIR(known.st_mode):
                    todo.append((entry.path, path))
                else:
                    yield path, known

    def chunks(self, name: str) -> Iterator[bytes]:
        for path, known in self._walk(self._root, ""):
            if known is None:
                continue
            info = tarfile.TarInfo(path)
            info.mode = stat.S_IMODE(known.st_mode)
            full = f"{self._root}/{path}"
            info.pax_headers = _attributes(full)
            if stat.S_ISREG(known.st_mode):
                yield from self._file(info, full)
                continue
            info.type = tarfile.FIFOTYPE
            if stat.S_ISLNK(known.st_mode):
                info.type = tarfile.SYMTYPE
                try:
                    info.linkname = str(Path(full).readlink())
                except OSError:
                    continue
            yield _header(info)
        yield bytes(1024)

    def _file(self, info: tarfile.TarInfo, full: str) -> Iterator[bytes]:
        try:
            number = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return
        try:
            info.size = left = os.fstat(number).st_size
            yield _header(info)
            while left:
                chunk = _read(number, min(CHUNK, left))
                left -= len(chunk)
                yield chunk
            if info.size % 512:
                yield bytes(512 - info.size % 512)
        finally:
            os.close(number)


def _attributes(path: str) -> dict[str, str]:
    """The extended attributes that a user gave to a file, as a layer's tar has them."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        names = os.listxattr(path, follow_symlinks=False)
        return {
            f"SCHILY.xattr.{name}": os.getxattr(path, name, follow_symlinks=False).decode("utf-8",
                "surrogateescape")
            for name in names if name.startswith("user.")
        }  # fmt: skip
    except OSError:
        return {}


def _read(number: int, size: int) -> bytes:
    """The next bytes of a file; zeros for what was cut off meanwhile, as the header has promised them."""
    try:
        return os.read(number, size) or bytes(size)
    except OSError:
        return bytes(size)


def _header(info: tarfile.TarInfo) -> bytes:
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
