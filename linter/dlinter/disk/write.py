"""One way to write a file: beside its place, synced, then renamed. Whatever goes wrong, the old file is whole
and nothing else is left.

`replace_files` is for the user's own files (`--fix`): mode, owner, attributes and hard links stay, or it is
an error. `write_output` is for what the user named to be written: never through a link, which a scanned tree
may hold.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from dlinter.disk.links import is_below, links_on, repository_of
from dlinter.disk.read import RefusedFile, kind_of

_STREAMS = ("/dev/", "/proc/")
"""Where links lead to the process's own streams: `/dev/stdout`, `/dev/fd/3`."""
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class _Staged(Struct):
    """New content that waits beside its place. `old` is the file it replaces."""

    path: Path
    beside: Path
    data: bytes
    old: os.stat_result | None
    previous: bytes | None = None  # of a file with several names, which is written in place


def replace_files(files: Mapping[Path, bytes]) -> None:
    """Writes files of the user, all of them or, where one cannot be written, none. A file with further names
    (hard links) is written in place once its new content is safe beside it. Raises OSError."""
    staged: list[_Staged] = []
    with _undisturbed():
        try:
            for path, data in files.items():
                staged.append(_stage(path, data, strict=True))
            for each in staged:
                _commit(each)
        finally:
            for each in staged:
                each.beside.unlink(missing_ok=True)


def write_output(path: str | Path, data: bytes) -> None:
    """Writes what the user named: a report, a baseline, a configuration. `/dev/…` and pipes are written to as
    they are. Raises OSError; RefusedFile where the file, or a folder on the way that a repository holds, is a
    symbolic link."""
    name = os.fspath(path)
    if name.startswith(_STREAMS):
        _into(name, data)
        return
    refuse_links(name)
    status = _status(Path(name))
    if status is not None and not stat.S_ISREG(status.st_mode):
        folder = os.path.realpath(os.path.dirname(os.path.abspath(name)))  # noqa: PTH100
        if stat.S_ISFIFO(status.st_mode) and not _held(folder):
            _into(name, data)
            return
        raise RefusedFile(f"is {kind_of(status.st_mode)}, not a regular file", name)
    with _undisturbed():
        staged = None
        try:
            staged = _stage(Path(name), data, strict=False)
            _commit(staged)
        finally:
            if staged is not None:
                staged.beside.unlink(missing_ok=True)


def refuse_links(name: str) -> None:
    """Raises RefusedFile where writing a file would follow its own link, or that of a folder which a
    repository, or the working folder, holds."""
    last = os.path.abspath(name)  # noqa: PTH100
    if os.path.islink(last):  # noqa: PTH114
        raise RefusedFile("is a symbolic link: name the file that it leads to", name)
    for place, _ in links_on(last):
        if _held(os.path.dirname(place)):
            raise RefusedFile(
                f"leads through the symbolic link `{os.path.basename(place)}` of the repository", name  # noqa: PTH119
            )


def _held(folder: str) -> bool:
    """Whether a resolved folder is part of a repository or of the working folder."""
    return bool(repository_of(folder)) or is_below(folder, os.path.realpath(os.curdir))


def _into(name: str, data: bytes) -> None:
    with Path(name).open("wb") as out:
        out.write(data)


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def _stage(path: Path, data: bytes, *, strict: bool) -> _Staged:
    old = _status(path)
    if old is not None and not stat.S_ISREG(old.st_mode):
        raise RefusedFile(f"is {kind_of(old.st_mode)}, not a regular file", str(path))
    if old is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    beside = path.with_name(f".dlint-{os.urandom(8).hex()}.tmp")
    mode = 0o666 if old is None else 0o600
    try:
        number = os.open(
            beside,
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0),
            mode,
        )
        with open(number, "wb") as out:  # noqa: PTH123
            out.write(data)
            out.flush()
            if old is not None:
                _keep(number, beside, path, old, strict=strict)
            os.fsync(number)
        several = strict and old is not None and old.st_nlink > 1
        return _Staged(path, beside, data, old, path.read_bytes() if several else None)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _keep(number: int, beside: Path, path: Path, old: os.stat_result, *, strict: bool) -> None:
    """Gives the new file what the old one has: owner, mode, attributes (among them access lists and
    labels)."""
    if os.name == "nt":
        return
    new = os.fstat(number)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(number, old.st_uid, old.st_gid)
        except PermissionError:
            if strict:
                raise RefusedFile("its owner or group could not be kept", str(path)) from None
    os.fchmod(number, stat.S_IMODE(old.st_mode))
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(path):
                with contextlib.suppress(OSError):
                    os.setxattr(number, name, os.getxattr(path, name))


def _commit(staged: _Staged) -> None:
    if staged.previous is None:
        os.replace(staged.beside, staged.path)  # noqa: PTH105
        _sync_folder(staged.path.parent)
        return
    with staged.path.open("r+b", buffering=0) as out:
        number = out.fileno()
        if hasattr(os, "posix_fallocate") and staged.data:
            _reserve(number, len(staged.data), len(staged.previous))
        try:
            _overwrite(number, staged.data)
        except BaseException:
            _overwrite(number, staged.previous)
            raise


def _reserve(number: int, size: int, before: int) -> None:
    """Takes the room before a byte is overwritten: a full disk is an error here, with the file as it was."""
    try:
        os.posix_fallocate(number, 0, size)
    except OSError as error:
        os.ftruncate(number, before)
        if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL):
            raise


def _overwrite(number: int, data: bytes) -> None:
    at = 0
    while at < len(data):
        at += os.pwrite(number, data[at:], at)
    os.ftruncate(number, len(data))
    os.fsync(number)


def _sync_folder(folder: Path) -> None:
    """So that the rename holds after a power cut; not every file system can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that end dlint wait until the files are written. They are held by handlers and not by the
    thread's mask: a process of several threads gives a signal to any of them, and Python then interrupts the
    main one. Elsewhere than in the main thread nothing interrupts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = {}
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        handler = signal.getsignal(number) if number is not None else None
        if number is not None and handler not in (None, signal.SIG_IGN):
            before[number] = handler
            signal.signal(number, lambda got, _frame: held.append(got))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(held):
            signal.raise_signal(number)
