"""The store of a fleet: one sqlite file, one process that writes, any number that read (write-ahead log).

What is written is written in transactions, so a process that is killed, or a full disk, leaves the last whole
one. Raw secrets are never written: images and layers come in as what `record` and `document` made of them.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from dlinter.fleet.checked import strange_object, strange_value
from dlinter.fleet.rows import Kind, Stage
from dlinter.fleet.schema import APPLICATION, TABLES, VERSION

WAIT = 30.0
"""Seconds that a statement waits for another process."""

PAGE = 100
"""Rows that are fetched together: one of `records` may have many bytes."""


class StoreError(Exception):
    """The store cannot be used or written; one line for the user."""


class Store:
    """An open store. `write` opens it for writing, and makes a new one with `create`: only one process at a
    time may. `alone` says that nobody reads meanwhile, `still` that nobody writes: both then work on file
    systems of a network, where processes cannot share the log's index. `checked` says that this command has
    read it before: else every row is held against the schema. Raises StoreError."""

    def __init__(
        self,
        path: Path,
        *,
        write: bool = False,
        create: bool = False,
        alone: bool = False,
        still: bool = False,
        checked: bool = False,
    ) -> None:
        self.path = path
        self._alone, self._still, self._checked = alone, still, checked
        self._lock: IO[bytes] | None = None
        if not create and not path.is_file():
            raise StoreError(f"{path}: there is no such file: `dlint fleet plan SOURCE -o {path}` makes one")
        try:
            if write:
                self._take_lock()
            self.database = self._open(write, create)
        except BaseException:
            self._drop_lock()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.database.close()
        self._drop_lock()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Statements that are written together or not at all. Raises StoreError."""
        with _said(self.path):
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield self.database
                self.database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.database.execute("ROLLBACK")
                raise

    def ask(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a query. Raises StoreError."""
        with _said(self.path):
            return self.database.execute(sql, values).fetchall()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows of a query that may have millions. Raises StoreError."""
        with _said(self.path):
            cursor = self.database.execute(sql, values)
        while True:
            with _said(self.path):
                some = cursor.fetchmany(PAGE)
            if not some:
                return
            yield from some

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row of a query, None without one."""
        return next(iter(self.ask(sql, values)), None)

    # --- runs -----------------------------------------------------------------------------------------------

    def begin_run(self, kind: str, rules: str = "", shard: str = "", engine: str = "") -> int:
        with self.transaction() as database:
            made = database.execute(
                "INSERT INTO runs (kind, began, rules, shard, engine) VALUES (?, ?, ?, ?, ?)",
                (kind, time.time(), rules, shard, engine)
            )
            return int(made.lastrowid or 0)

    def end_run(self, run: int, *, layers: int = 0, read: int = 0, images: int = 0, note: str = "") -> None:
        with self.transaction() as database:
            database.execute(
                "UPDATE runs SET ended = ?, layers = ?, bytes = ?, images = ?, note = ? WHERE id = ?",
                (time.time(), layers, read, images, note, run)
            )

    def add_problem(
        self, database: sqlite3.Connection, run: int, stage: Stage, kind: Kind, message: str, *,
        level: str = "error", source: str = "",
        image: int | None = None, layer: int | None = None,
    ) -> None:  # fmt: skip
        """A row of `problems`; within a transaction. Names on this machine need not be UTF-8: those bytes are
        written as escapes."""
        source, message = (text.encode("utf-8", "backslashreplace").decode() for text in (source, message))
        database.execute(
            "INSERT INTO problems (run_id, stage, source, image_id, layer_id, kind, level, message) VALUES "
            "(?, ?, ?, ?, ?, ?, ?, ?)",
            (run, str(stage), source, image, layer, str(kind), level, message),
        )

    CURRENT = "SELECT x.layer_id FROM image_layers x JOIN images i ON i.id = x.image_id WHERE i.current = 1"
    """The layers of images that are there now."""

    def forget_unused(self) -> None:
        """Removes what is kept of layers that are in no current image; they are read again where an image has
        them once more. Raises StoreError."""
        with self.transaction() as database:
            database.execute(f"DELETE FROM records WHERE layer_id NOT IN ({self.CURRENT})")
            database.execute(
                "UPDATE layers SET state = 'planned' WHERE id NOT IN (SELECT layer_id FROM records)"
            )
        with _said(self.path):
            self.database.execute("VACUUM")

    # --- opening --------------------------------------------------------------------------------------------

    def _open(self, write: bool, create: bool) -> sqlite3.Connection:
        with _said(self.path):
            new = create and (not self.path.exists() or self.path.stat().st_size == 0)
            if new:
                _make_file(self.path)
            logged = self.path.with_name(f"{self.path.name}-wal").exists()  # a writer is there, or was killed
            still = "mode=ro" if logged else "mode=ro&immutable=1"
            database = self._connect("mode=rw" if write else still if self._still else "mode=ro")
            # on a medium that cannot be written sqlite makes no index of the log
            if not write and not _readable(database):
                database.close()
                database = self._connect(still)
            try:
                if self._alone:
                    database.execute("PRAGMA locking_mode = EXCLUSIVE")
                if write:
                    database.execute("PRAGMA foreign_keys = ON")
                    database.execute("PRAGMA synchronous = NORMAL")
                if new:
                    database.executescript(
                        f"PRAGMA journal_mode = WAL; BEGIN; {TABLES} PRAGMA application_id = {APPLICATION}; "
                        f"PRAGMA user_version = {VERSION}; COMMIT;"
                    )
                self._check(database)
            except BaseException:
                database.close()
                raise
            return database

    def _connect(self, options: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?{options}",
            uri=True,
            timeout=WAIT,
            isolation_level=None,
            check_same_thread=False,
        )

    def _check(self, database: sqlite3.Connection) -> None:
        database.execute("PRAGMA trusted_schema = OFF")
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION:
            raise StoreError(f"{self.path}: is a database, but not one of `dlint fleet`")
        if version != VERSION:
            raise StoreError(
                f"{self.path}: has version {version}, and this dlint reads version {VERSION}: plan into a "
                "new file"
            )
        strange = strange_object(database)
        if strange:
            raise StoreError(
                f"{self.path}: is not as `dlint fleet` writes it ({strange}): plan into a new file"
            )
        if not self._checked and (strange := strange_value(database)):
            raise StoreError(
                f"{self.path}: has a value in `{strange}` that `dlint fleet` does not write: plan into a new "
                "file"
            )

    def _take_lock(self) -> None:
        """One writer: the lock goes with the process, however it ends. Where there are no such locks
        (Windows) sqlite's own have to do."""
        try:
            import fcntl
        except ImportError:
            return
        beside = self.path.with_name(f"{self.path.name}-lock")
        try:
            self._lock = os.fdopen(
                os.open(beside, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600),
                "r+b",
                buffering=0,
            )
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{self.path}: another `dlint fleet` is writing to it") from None
        except OSError as error:
            raise StoreError(f"{beside}: {error.strerror}") from None

    def _drop_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _readable(database: sqlite3.Connection) -> bool:
    try:
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        return not (getattr(error, "sqlite_errorname", "") or "").startswith(
            ("SQLITE_CANTOPEN", "SQLITE_READONLY")
        )
    except sqlite3.Error:
        return True  # said by whoever reads next
    return True


def _make_file(path: Path) -> None:
    """The file, closed to others: findings are nobody else's business."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """What sqlite and the system say, in one line."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {_why(error)}") from None
    except OSError as error:
        if error.filename is None:
            raise
        raise StoreError(f"{error.filename}: {error.strerror}") from None


_REASONS = {
    "SQLITE_FULL": "the disk is full: what was written before is kept, free some space and run the command "
        "again",
    "SQLITE_READONLY": "cannot be written",
    "SQLITE_CANTOPEN": "cannot be opened",
    "SQLITE_NOTADB": "is not a fleet's file: `dlint fleet plan SOURCE -o FILE` makes one",
    "SQLITE_CORRUPT": "is damaged: plan into a new file",
    "SQLITE_BUSY": "another process keeps it locked",
    "SQLITE_LOCKED": "another process keeps it locked",
    "SQLITE_IOERR": "cannot be read or written: the disk fails or is full; what was written before is kept",
}


def _why(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    for known, reason in _REASONS.items():
        if name == known or name.startswith(f"{known}_"):
            return reason
    return f"sqlite fails ({name or type(error).__name__})"


