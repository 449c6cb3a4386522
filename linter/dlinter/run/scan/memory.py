"""What was found in a layer, kept for the next scan: a rebuilt image costs only its new layers.

As many bytes are kept as the user says (`dlint layers --limit`), and those not used for longest go first. One
sqlite file in the user's cache folder, keyed by the layer's diffID and the hash of everything that decides
what is found (`Engine.rules_hash`). No raw value is stored: place, detector, preview and keyed identity are,
sealed, as a path may quote a secret. Whatever is wrong with the file, it is a miss, never an error.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from dlinter.archive.sink import Cause
from dlinter.model.secret import Candidate, Secret
from dlinter.secrets.layer import Unread
from dlinter.secrets.own_folder import OwnFolder
from dlinter.secrets.scanner import Found

FILE = "layers.sqlite"
LIMIT = 2_000_000_000
"""Bytes that are kept where the user says nothing: 4,000 layers of ordinary images take about 1 GB."""
VARIABLE = "DLINT_LAYERS_LIMIT"
"""Bytes for one run, before what `dlint layers --limit` set."""
_FORMAT = 6
_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS layers (
        diff_id TEXT NOT NULL, rules TEXT NOT NULL, used REAL NOT NULL, size INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (diff_id, rules)
    )""",  # noqa: E501
    "CREATE INDEX IF NOT EXISTS layers_by_use ON layers (used, size)",
    "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
)
_TOO_OLD = """
DELETE FROM layers WHERE rowid IN (
    SELECT rowid FROM (SELECT rowid, sum(size) OVER (ORDER BY used DESC, rowid DESC ROWS UNBOUNDED PRECEDING) AS total FROM layers) WHERE total > ?
)
"""  # noqa: E501
_HEAD = struct.Struct("<Q")


class StoredSecret(Secret):
    """A secret whose value is not known any more: only what may be told of it."""

    __slots__ = ("_identity", "_preview")

    def __init__(self, preview: str, identity: str) -> None:
        super().__init__("")
        self._preview = preview
        self._identity = identity

    @property
    def known(self) -> bool:
        return False

    def reveal(self) -> str:
        """The preview: the value is not stored. `--show-secrets` scans anew."""
        return self._preview

    @property
    def preview(self) -> str:
        return self._preview

    @property
    def identity(self) -> str:
        return self._identity

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.identity == self._identity

    def __hash__(self) -> int:
        return hash(self._identity)


class StoredLayer(Struct, frozen=True):
    """A layer's scan; `extra` is whatever the scan's driver put beside it."""

    found: tuple[Found, ...]
    unread: tuple[Unread, ...]
    extra: bytes = b""


class Usage(Struct, frozen=True):
    """The cache's file, how many layers are in it, their bytes, the limit, and when the first and the last of
    them were used (None without any)."""

    path: Path
    layers: int
    bytes: int
    limit: int
    oldest: float | None
    newest: float | None


class LayerCache:
    """The cache; shared by threads. `get` gives None and `put` does nothing where the file cannot be used."""

    def __init__(self, folder: OwnFolder) -> None:
        self._folder = folder
        self._path = folder.path / FILE
        self._lock = threading.Lock()

    def get(self, diff_id: str, rules: str) -> StoredLayer | None:
        with self._lock:
            if self._folder.file(FILE) is None:
                return None
            try:
                with closing(self._open()) as database:
                    row = database.execute(
                        "SELECT sealed FROM layers WHERE diff_id = ? AND rules = ?", (diff_id, rules)
                    ).fetchone()
                    if row is None:
                        return None
                    database.execute(
                        "UPDATE layers SET used = ? WHERE diff_id = ? AND rules = ?",
                        (time.time(), diff_id, rules),
                    )
                    database.commit()
                data = self._folder.unseal(_label(diff_id, rules), bytes(row[0]))
                return thaw(data) if data is not None else None
            except (sqlite3.Error, OSError, ValueError, TypeError, KeyError, IndexError, struct.error):
                return None

    def put(
        self,
        diff_id: str,
        rules: str,
        found: Sequence[Found],
        unread: Sequence[Unread] = (),
        extra: bytes = b"",
    ) -> bool:
        """Stores a layer whose scan was complete; whether it is stored."""
        sealed = self._folder.seal(_label(diff_id, rules), freeze(found, unread, extra))
        with self._lock:
            for attempt in (1, 2):
                try:
                    with closing(self._open()) as database:
                        database.execute(
                            "INSERT OR REPLACE INTO layers VALUES (?, ?, ?, ?, ?)",
                            (diff_id, rules, time.time(), len(sealed), sealed),
                        )
                        _forget(database, _limit(database))
                        database.commit()
                    return True
                except sqlite3.OperationalError:
                    return False  # locked, read-only, full
                except sqlite3.DatabaseError:
                    if attempt == 2:
                        return False
                    self._remove()  # damaged, or of an older dlint: begun again
                except OSError:
                    return False
        return False

    def usage(self) -> Usage:
        """What is kept. Raises sqlite3.Error and OSError."""
        with self._lock, closing(self._open()) as database:
            count, size, first, last = database.execute(
                "SELECT count(*), ifnull(sum(size), 0), min(used), max(used) FROM layers"
            ).fetchone()
            return Usage(self._path, count, size, _limit(database), first, last)

    def limit(self, size: int) -> None:
        """Keeps at most so many bytes from now on. Raises sqlite3.Error and OSError."""
        with self._lock, closing(self._open()) as database:
            database.execute("INSERT OR REPLACE INTO settings VALUES ('limit', ?)", (size,))
            _forget(database, size)
            database.commit()
            database.execute("VACUUM")

    def clear(self) -> None:
        """Forgets every layer; the limit stays. Raises sqlite3.Error and OSError."""
        with self._lock, closing(self._open()) as database:
            database.execute("DELETE FROM layers")
            database.commit()
            database.execute("VACUUM")

    def _open(self) -> sqlite3.Connection:
        if self._folder.file(FILE) is None:
            with suppress(FileExistsError):  # another scan made it just now
                os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        database = sqlite3.connect(self._path, timeout=2)
        try:
            if database.execute("PRAGMA user_version").fetchone()[0] not in (0, _FORMAT):
                # Older ones hold paths as they are, and dropping a table leaves its pages: the file has to
                # go.
                raise sqlite3.DatabaseError("another format")
            database.execute(f"PRAGMA user_version = {_FORMAT}")
            for statement in _SCHEMA:
                database.execute(statement)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _remove(self) -> None:
        for name in (FILE, f"{FILE}-journal", f"{FILE}-wal", f"{FILE}-shm"):
            with suppress(OSError):
                (self._folder.path / name).unlink()


def _limit(database: sqlite3.Connection) -> int:
    """The bytes to keep: of the environment, else what the user set, else LIMIT."""
    given = os.environ.get(VARIABLE, "")
    if given.isdecimal():
        return int(given)
    row = database.execute("SELECT value FROM settings WHERE name = 'limit'").fetchone()
    return int(row[0]) if row is not None else LIMIT


def _forget(database: sqlite3.Connection, limit: int) -> None:
    """Removes what was not used for longest, until the rest is within the limit, and a tenth more so that not
    every layer has to."""
    (total,) = database.execute("SELECT ifnull(sum(size), 0) FROM layers").fetchone()
    if total > limit:
        database.execute(_TOO_OLD, (limit - limit // 10,))


def _label(diff_id: str, rules: str) -> bytes:
    """What a row is sealed under: one that is moved to another key is not believed."""
    return f"{rules} {diff_id}".encode("utf-8", "surrogateescape")


def freeze(found: Sequence[Found], unread: Sequence[Unread], extra: bytes) -> bytes:
    """A layer's scan as bytes, without the raw values of what was found; paths are as they are."""
    text = json.dumps({"found": [_row(f) for f in found], "unread": [_fields(u) for u in unread]}).encode()
    return _HEAD.pack(len(text)) + text + extra


def candidate_row(c: Candidate) -> list[Any]:
    """A candidate without its value, as plain values."""
    return [c.detector, c.provider, c.title, c.secret.preview, c.secret.identity, c.start, c.end, c.line,
        c.confidence, c.sieved, c.security_severity, c.rotate]


def candidate_of(row: list[Any]) -> Candidate:
    """What `candidate_row` made."""
    detector, provider, title, preview, identity, start, end, line, confidence, sieved, severity, rotate = row
    return Candidate(detector, provider, title, StoredSecret(preview, identity), start, end, line,
        confidence, sieved, severity, rotate=rotate)


def thaw(data: bytes) -> StoredLayer:
    """What `freeze` made; the errors of damaged data are the caller's."""
    (size,) = _HEAD.unpack_from(data)
    end = _HEAD.size + size
    told = json.loads(data[_HEAD.size : end])
    return StoredLayer(
        tuple(_found(f) for f in told["found"]),
        tuple(Unread(path, inner, message, Cause(cause)) for path, inner, message, cause in told["unread"]),
        data[end:],
    )


def _fields(unread: Unread) -> list[Any]:
    return [unread.path, unread.inner, unread.message, unread.cause.value]


def _row(found: Found) -> list[Any]:
    return [found.path, found.inner, found.part, candidate_row(found.candidate)]


def _found(row: list[Any]) -> Found:
    path, inner, part, candidate = row
    return Found(path, inner, candidate_of(candidate), part)
