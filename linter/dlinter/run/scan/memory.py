"""What was found in a layer, kept for the next scan: a rebuilt image costs only its new layers.

One sqlite file in the user's cache folder, keyed by the layer's diffID and the hash of everything that decides what is found
(`Engine.rules_hash`). No raw value is stored: place, detector, preview and keyed identity are, sealed, as a path may quote a secret.
Whatever is wrong with the file, it is a miss, never an error.
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
from dataclasses import dataclass
from typing import Any

from dlinter.archive.sink import Cause
from dlinter.model.secret import Candidate, Secret
from dlinter.secrets.layer import Unread
from dlinter.secrets.own_folder import OwnFolder
from dlinter.secrets.scanner import Found

FILE = "layers.sqlite"
_FORMAT = 5
_MOST = 4000
"""Layers that are kept; those not used for longest go first."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS layers (
    diff_id TEXT NOT NULL, rules TEXT NOT NULL, used REAL NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (diff_id, rules)
) WITHOUT ROWID
"""
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


@dataclass(frozen=True, slots=True)
class StoredLayer:
    """A layer's scan; `extra` is whatever the scan's driver put beside it."""

    found: tuple[Found, ...]
    unread: tuple[Unread, ...]
    extra: bytes = b""


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
                    row = database.execute("SELECT sealed FROM layers WHERE diff_id = ? AND rules = ?", (diff_id, rules)).fetchone()
                    if row is None:
                        return None
                    database.execute("UPDATE layers SET used = ? WHERE diff_id = ? AND rules = ?", (time.time(), diff_id, rules))
                    database.commit()
                data = self._folder.unseal(_label(diff_id, rules), bytes(row[0]))
                return thaw(data) if data is not None else None
            except (sqlite3.Error, OSError, ValueError, TypeError, KeyError, IndexError, struct.error):
                return None

    def put(self, diff_id: str, rules: str, found: Sequence[Found], unread: Sequence[Unread] = (), extra: bytes = b"") -> bool:
        """Stores a layer whose scan was complete; whether it is stored."""
        sealed = self._folder.seal(_label(diff_id, rules), freeze(found, unread, extra))
        with self._lock:
            for attempt in (1, 2):
                try:
                    with closing(self._open()) as database:
                        database.execute("INSERT OR REPLACE INTO layers VALUES (?, ?, ?, ?)", (diff_id, rules, time.time(), sealed))
                        database.execute(
                            "DELETE FROM layers WHERE (diff_id, rules) IN "
                            "(SELECT diff_id, rules FROM layers ORDER BY used DESC LIMIT -1 OFFSET ?)",
                            (_MOST,),
                        )
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

    def _open(self) -> sqlite3.Connection:
        if self._folder.file(FILE) is None:
            with suppress(FileExistsError):  # another scan made it just now
                os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        database = sqlite3.connect(self._path, timeout=2)
        try:
            if database.execute("PRAGMA user_version").fetchone()[0] not in (0, _FORMAT):
                # Older ones hold paths as they are, and dropping a table leaves its pages: the file has to go.
                raise sqlite3.DatabaseError("another format")
            database.execute(f"PRAGMA user_version = {_FORMAT}")
            database.execute(_SCHEMA)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _remove(self) -> None:
        for name in (FILE, f"{FILE}-journal", f"{FILE}-wal", f"{FILE}-shm"):
            with suppress(OSError):
                (self._folder.path / name).unlink()


def _label(diff_id: str, rules: str) -> bytes:
    """What a row is sealed under: one that is moved to another key is not believed."""
    return f"{rules} {diff_id}".encode("utf-8", "surrogateescape")


def freeze(found: Sequence[Found], unread: Sequence[Unread], extra: bytes) -> bytes:
    """A layer's scan as bytes, without the raw values of what was found; paths are as they are."""
    text = json.dumps({"found": [_row(f) for f in found], "unread": [_fields(u) for u in unread]}).encode()
    return _HEAD.pack(len(text)) + text + extra


def candidate_row(c: Candidate) -> list[Any]:
    """A candidate without its value, as plain values."""
    return [c.detector, c.provider, c.title, c.secret.preview, c.secret.identity, c.start, c.end, c.line, c.confidence, c.sieved, c.security_severity, c.rotate]


def candidate_of(row: list[Any]) -> Candidate:
    """What `candidate_row` made."""
    detector, provider, title, preview, identity, start, end, line, confidence, sieved, severity, rotate = row
    return Candidate(detector, provider, title, StoredSecret(preview, identity), start, end, line, confidence, sieved, severity, rotate=rotate)


def thaw(data: bytes) -> StoredLayer:
    """What `freeze` made; the errors of damaged data are the caller's."""
    (size,) = _HEAD.unpack_from(data)
    end = _HEAD.size + size
    told = json.loads(data[_HEAD.size : end])
    return StoredLayer(tuple(_found(f) for f in told["found"]), tuple(Unread(path, inner, message, Cause(cause)) for path, inner, message, cause in told["unread"]), data[end:])


def _fields(unread: Unread) -> list[Any]:
    return [unread.path, unread.inner, unread.message, unread.cause.value]


def _row(found: Found) -> list[Any]:
    return [found.path, found.inner, found.part, candidate_row(found.candidate)]


def _found(row: list[Any]) -> Found:
    path, inner, part, candidate = row
    return Found(path, inner, candidate_of(candidate), part)
