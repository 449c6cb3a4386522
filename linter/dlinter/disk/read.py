"""One way to read a small file whole: a regular file of a stated size at most.

A named pipe would block for ever, `/dev/zero` fill the memory, a device do whatever it does when it is
opened.
"""



from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from dlinter.disk.links import leads_out

LARGEST = 16 << 20
"""Bytes of the largest Dockerfile, build file or ignore file that is read."""
LARGEST_REPORT = 256 << 20
"""Bytes of the largest report, baseline or build log that is read: dlint or BuildKit wrote it."""
_GIVEN = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""What a shell gives for a pipe (`<(…)`): never a name in a repository."""


class RefusedFile(OSError):
    """A file that is not read, though it is there; `strerror` says why."""

    def __init__(self, why: str, path: str) -> None:
        super().__init__(errno.EINVAL, why, path)


def read_small(path: str | Path, limit: int = LARGEST, *, within: str | None = None) -> bytes:
    """All bytes of a regular file. With `within` ("" for none), a link that leads out of that folder, or of
    the repository which holds the link, is refused. Raises OSError, whose `strerror` is for the user."""
    name = os.fspath(path)
    if within is not None and leads_out(name, within):
        raise RefusedFile("is a symbolic link that leads out of the repository", name)
    if name.startswith(_GIVEN):
        return _read(os.open(name, os.O_RDONLY | _flag("O_CLOEXEC")), name, limit)
    # Looked at before it is opened, because opening a device may already do something, and after, because it
    # may be another file by then.
    _check(os.stat(name), name, limit)  # noqa: PTH116
    number = os.open(
        name, os.O_RDONLY | _flag("O_NONBLOCK") | _flag("O_CLOEXEC") | _flag("O_NOCTTY") | _flag("O_BINARY")
    )
    return _read(number, name, limit, regular=True)


def unread(error: OSError) -> str:
    """What to say of a file that was not read."""
    why = error.strerror or str(error)
    if isinstance(error, FileNotFoundError):
        return why
    return f"is not read: it {why}" if isinstance(error, RefusedFile) else f"cannot be read: {why}"


def _flag(name: str) -> int:
    return int(getattr(os, name, 0))


def _check(status: os.stat_result, name: str, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RefusedFile(f"is {kind_of(status.st_mode)}, not a regular file", name)
    if status.st_size > limit:
        raise RefusedFile(f"is larger than the limit of {shown_size(limit)}", name)


def _read(number: int, name: str, limit: int, *, regular: bool = False) -> bytes:
    with open(number, "rb", buffering=0) as stream:
        if regular:
            _check(os.fstat(number), name, limit)
        parts, left = [], limit + 1
        while left and (chunk := stream.read(min(left, 1 << 20))):
            parts.append(chunk)
            left -= len(chunk)
        if not left:
            raise RefusedFile(f"is larger than the limit of {shown_size(limit)}", name)
        return b"".join(parts)


def kind_of(mode: int) -> str:
    """What a file is that is not a regular one, with its article."""
    for test, word in (
        (stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"),
        (stat.S_ISLNK, "a symbolic link"),
    ):  # fmt: skip
        if test(mode):
            return word
    return "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "a special file"


def shown_size(size: int) -> str:
    """A limit as people write it."""
    return f"{size >> 20} MB" if size >= 1 << 20 else f"{size >> 10} KB"
