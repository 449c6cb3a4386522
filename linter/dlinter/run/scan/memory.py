"""What was found in a layer, kept for the next scan: a rebuilt image costs only its new layers.

One sqlite file in the user's cache folder, keyed by the layer's diffID and the hash of everything that decides what is found
(`Engine.rules_hash`). No raw value is stored: place, detector, preview and keyed identity are. Whatever is wrong with the file,
it is a miss, never an error.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlinter.model.secret import Candidate, Secret
from dlinter.secrets.folders import cache_folder
from dlinter.secrets.layer import Unread
from dlinter.secrets.scanner import Found

_FORMAT = 2
_MOST = 4000
"""Layers that are kept; those not used for longest go first."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS layers (
    diff_id TEXT NOT NULL, rules TEXT NOT NULL, used REAL NOT NULL, found TEXT NOT NULL, unread TEXT NOT NULL, extra BLOB NOT NULL,
    PRIMARY KEY (diff_id, rules)
) WITHOUT ROWID
"""


class StoredSecret(Secret):
    """A secret whose value is not known any more: only what may be told of it."""

    __slots__ = ("_identity", "_preview")

    def __init__(self, preview: str, identity: str) -> None:
        super().__init__("")
        self._preview = preview
        self._identity = identity

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

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or cache_folder() / "layers.sqlite"
        self._lock = threading.Lock()

    def get(self, diff_id: str, rules: str) -> StoredLayer | None:
        with self._lock:
            if not self._path.is_file():
                return None
            try:
                with closing(self._open()) as database:
                    row = database.execute(
                        "SELECT found, unread, extra FROM layers WHERE diff_id = ? AND rules = ?", (diff_id, rules)
                    ).fetchone()
                    if row is None:
                        return None
                    database.execute(
                        "UPDATE layers SET used = ? WHERE diff_id = ? AND rules = ?", (time.time(), diff_id, rules)
                    )
                    database.commit()
                return StoredLayer(
                    tuple(_found(f) for f in json.loads(row[0])), tuple(Unread(*u) for u in json.loads(row[1])), bytes(row[2])
                )
            except (sqlite3.Error, OSError, ValueError, TypeError, KeyError, IndexError):
                return None

    def put(
        self, diff_id: str, rules: str, found: Sequence[Found], unread: Sequence[Unread] = (), extra: bytes = b""
    ) -> bool:
        """Stores a layer whose scan was complete; whether it is stored."""
        row = (
            diff_id,
            rules,
            time.time(),
            json.dumps([_row(f) for f in found]),
            json.dumps([[u.path, u.inner, u.message] for u in unread]),
            extra,
        )
        with self._lock:
            for attempt in (1, 2):
                try:
                    with closing(self._open()) as database:
                        database.execute("INSERT OR REPLACE INTO layers VALUES (?, ?, ?, ?, ?, ?)", row)
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
                    with suppress(OSError):
                        self._path.unlink()  # damaged: begun anew
                except OSError:
                    return False
        return False

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._path.exists():
            self._path.touch(mode=0o600)
        database = sqlite3.connect(self._path, timeout=2)
        try:
            if database.execute("PRAGMA user_version").fetchone()[0] not in (0, _FORMAT):
                database.execute("DROP TABLE IF EXISTS layers")
            database.execute(f"PRAGMA user_version = {_FORMAT}")
            database.execute(_SCHEMA)
        except sqlite3.Error:
            database.close()
            raise
        return database


def _row(found: Found) -> list[Any]:
    c = found.candidate
    return [
        found.path, found.inner, c.detector, c.provider, c.title, c.secret.preview, c.secret.identity, c.start, c.end, c.line,
        c.confidence, c.sieved, c.security_severity,
    ]  # fmt: skip


def _found(row: list[Any]) -> Found:
    path, inner, detector, provider, title, preview, identity, start, end, line, confidence, sieved, severity = row
    secret = StoredSecret(preview, identity)
    return Found(
        path, inner, Candidate(detector, provider, title, secret, start, end, line, confidence, sieved, severity)
    )
