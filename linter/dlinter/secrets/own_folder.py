"""The cache folder as one that is the user's own: nobody else can have written what is read from it.

What lies there decides what a scan finds, so three things are asked for. The folder and its files belong to
this user, are no links and are closed to others. What is read carries a keyed BLAKE2b code (RFC 7693) made
with a key that lies in the folder and is made once. And what may quote an image, such as its paths, is
sealed: a key stream of SHAKE-256 (FIPS 202, section 6.2) over it, so that no piece of an image can be read or
searched for in the file. The key lies beside it: this is no protection from who can read the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import stat
from pathlib import Path

from dlinter.secrets.folders import cache_folder, write_atomically

KEY = "key"
_KEY_SIZE, _CODE, _NONCE = 32, 32, 16


class CacheError(Exception):
    """The folder is not used; one line that says why, "" where there is nothing to tell: it cannot be made or
    written."""


class OwnFolder:
    """A folder that belongs to this user. Raises CacheError where it does not."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or cache_folder()
        _own(self.path)
        self._key = self._load_key()

    def file(self, name: str) -> Path | None:
        """The path of a file that is there and may be read; what is there and may not is removed."""
        path = self.path / name
        try:
            about = path.lstat()
        except OSError:
            return None
        if _is_own_file(about):
            return path
        with contextlib.suppress(OSError):
            path.unlink()
        return None

    def read(self, name: str) -> bytes | None:
        """What `write` wrote under this name; None where it is missing or was changed."""
        data = self._bytes(name)
        if data is None:
            return None
        code = self._code(name.encode(), memoryview(data)[_CODE:])  # megabytes: not copied for it
        return data[_CODE:] if hmac.compare_digest(data[:_CODE], code) else None

    def write(self, name: str, data: bytes) -> bool:
        """Writes a file that `read` accepts; whether it is there now."""
        return write_atomically(self.path / name, self._code(name.encode(), data) + data)

    def seal(self, label: bytes, data: bytes) -> bytes:
        """Bytes that only `unseal` with the same label makes readable."""
        nonce = os.urandom(_NONCE)
        hidden = self._hide(nonce, data)
        return self._code(label, nonce + hidden) + nonce + hidden

    def unseal(self, label: bytes, sealed: bytes) -> bytes | None:
        """What was sealed; None where it was changed, or sealed under another label or key."""
        code, rest = sealed[:_CODE], sealed[_CODE:]
        if len(rest) < _NONCE or not hmac.compare_digest(code, self._code(label, rest)):
            return None
        return self._hide(rest[:_NONCE], rest[_NONCE:])

    def _hide(self, nonce: bytes, data: bytes) -> bytes:
        stream = hashlib.shake_256(b"dlint seal\0" + self._key + nonce).digest(len(data))
        mixed = int.from_bytes(data, "little") ^ int.from_bytes(stream, "little")
        return mixed.to_bytes(len(data), "little")

    def _code(self, label: bytes, data: bytes | memoryview) -> bytes:
        machine = hashlib.blake2b(key=self._key, digest_size=_CODE, person=b"dlint cache")
        machine.update(len(label).to_bytes(8, "little") + label)
        machine.update(data)
        return machine.digest()

    def _load_key(self) -> bytes:
        """The folder's key; a new one, which makes all that is there unreadable, where there is none or not
        one of this user."""
        known = self._bytes(KEY)
        if known is not None and len(known) == _KEY_SIZE:
            return known
        if not write_atomically(self.path / KEY, os.urandom(_KEY_SIZE)):
            raise CacheError("")
        made = self._bytes(KEY)  # another process may have been faster: its key is the one that stays
        if made is None or len(made) != _KEY_SIZE:
            raise CacheError("")
        return made

    def _bytes(self, name: str) -> bytes | None:
        """A regular file of this user's, opened without following a link or waiting for a pipe."""
        try:
            number = os.open(
                self.path / name,
                os.O_RDONLY
                | getattr(os, "O_NOFOLLOW", 0)
                | getattr(os, "O_NONBLOCK", 0)
                | getattr(os, "O_BINARY", 0),
            )
        except OSError:
            return None
        try:
            with os.fdopen(number, "rb", closefd=False) as file:
                return file.read() if _is_own_file(os.fstat(number)) else None
        except OSError:  # a folder, among others
            return None
        finally:
            os.close(number)


def _own(path: Path) -> None:
    """Makes the folder, closed to others, or closes one that is this user's. Raises CacheError."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        about = path.lstat()
    except FileExistsError:  # a file, or a link that leads nowhere
        raise CacheError(f"the cache folder `{path}` is not a folder: the scan does without") from None
    except OSError:
        raise CacheError("") from None
    if not stat.S_ISDIR(about.st_mode):
        raise CacheError(
            f"the cache folder `{path}` is a link: the scan does without (DLINT_CACHE_DIR names another "
            "folder)"
        )
    if not _is_own(about):
        raise CacheError(
            f"the cache folder `{path}` belongs to another user: the scan does without (DLINT_CACHE_DIR "
            "names another folder)"
        )
    if os.name == "posix" and about.st_mode & 0o077:
        try:
            path.chmod(0o700)
        except OSError:
            raise CacheError(
                f"the cache folder `{path}` is open to other users: the scan does without"
            ) from None


def _is_own(about: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or about.st_uid == os.geteuid()


def _is_own_file(about: os.stat_result) -> bool:
    """Regular, this user's, under one name, and closed to others."""
    if not stat.S_ISREG(about.st_mode) or not _is_own(about) or about.st_nlink != 1:
        return False
    return os.name != "posix" or not about.st_mode & 0o077


def own_folder() -> tuple[OwnFolder | None, str]:
    """The user's cache folder, or None and a note for the user ("" where there is nothing to tell)."""
    try:
        return OwnFolder(), ""
    except CacheError as error:
        return None, str(error)
