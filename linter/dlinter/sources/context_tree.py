"""The files of a build context with modes and bytes, as a client sends them (buildx `build.go`,
`resetUIDAndGID`; fsutil `stat.go`)."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from dlinter.model.cache.keys.tree import (
    BLOCK,
    CHARACTER,
    FIFO,
    FILE,
    FOLDER,
    SYMLINK,
    Entry,
    Tree,
    Unreadable,
)
from dlinter.model.dockerfile.dockerignore import IgnoreFile, Matched

MOST_ENTRIES = 500_000
"""Files and folders of one context. BuildKit has no limit; more than this is taken for a mistake."""
CHUNK = 1 << 20
_KINDS = (
    (stat.S_ISREG, FILE),
    (stat.S_ISDIR, FOLDER),
    (stat.S_ISLNK, SYMLINK),
    (stat.S_ISCHR, CHARACTER),
    (stat.S_ISBLK, BLOCK),
    (stat.S_ISFIFO, FIFO),
)


class TooManyFiles(Exception):
    """The context has more than MOST_ENTRIES entries."""


def context_tree(root: str, ignore: IgnoreFile) -> Tree:
    """The tree that a build sees of a folder: what the ignore file leaves out is not in it, owners are 0,
    links are not followed. Bytes are read when a step takes them. Raises TooManyFiles and OSError."""
    tree = Tree()
    left = MOST_ENTRIES
    hidden: dict[str, os.stat_result] = {}  # folders that are ignored, but may hold what is not
    stack: list[tuple[str, Matched]] = [("", ())]
    while stack:
        folder, above = stack.pop()
        with os.scandir(os.path.join(root, folder)) as scan:
            found = sorted(scan, key=lambda item: item.name)
        for item in found:
            path = f"{folder}/{item.name}" if folder else item.name
            ignored, matched = ignore.match(path, above)
            status = item.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode) and (not ignored or ignore.negates):
                stack.append((path, matched))
                if ignored:
                    hidden[path] = status
            if ignored:
                continue
            left -= 1
            if left < 0:
                raise TooManyFiles
            entry = _entry(item.path, status)
            if entry is None:
                continue
            for at in range(1, path.count("/") + 1):
                outer = "/".join(path.split("/")[:at])
                if (
                    outer not in tree.entries
                    and outer in hidden
                    and (shown := _entry(os.path.join(root, outer), hidden[outer])) is not None
                ):
                    tree.add(outer, shown)
            tree.add(path, entry)
    return tree


def _entry(path: str, status: os.stat_result) -> Entry | None:
    kind = next((kind for test, kind in _KINDS if test(status.st_mode)), None)
    if kind is None:
        return None  # a socket: fsutil does not send it
    device = (os.major(status.st_rdev), os.minor(status.st_rdev)) if kind in (CHARACTER, BLOCK) else (0, 0)
    link = os.readlink(path) if kind == SYMLINK else ""  # noqa: PTH115
    chunks: Callable[[], Iterable[bytes]] | None = (
        partial(_chunks, path, status.st_size) if kind == FILE else None
    )
    return Entry(
        kind,
        stat.S_IMODE(status.st_mode),
        size=status.st_size,
        link=link,
        device=device,
        xattrs=_xattrs(path),
        chunks=chunks,
    )


def _xattrs(path: str) -> dict[str, bytes]:
    if not hasattr(os, "listxattr"):
        return {}
    try:
        return {
            name: os.getxattr(path, name, follow_symlinks=False)
            for name in os.listxattr(path, follow_symlinks=False)
        }
    except OSError:
        return {}


def _chunks(path: str, size: int) -> Iterator[bytes]:
    """The bytes of a file. Raises Unreadable where it is not what it was when it was listed."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        raise Unreadable(f"`{path}` cannot be read: {error.strerror}") from None
    try:
        left = size
        while left > 0 and (chunk := os.read(number, min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
        if left or os.fstat(number).st_size != size:
            raise Unreadable(f"`{path}` changed while it was read")
    except OSError as error:
        raise Unreadable(f"`{path}` cannot be read: {error.strerror}") from None
    finally:
        os.close(number)
