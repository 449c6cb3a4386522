"""The cache of layers: what comes back, what is never in it, what may be wrong with it."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

from dlinter.run.scan.memory import LayerCache
from dlinter.secrets.layer import Unread
from dlinter.secrets.own_folder import OwnFolder
from dlinter.values import replace

from .layers import github_token, password, scan, text

DIFF_ID = "sha256:" + "ab" * 32


def test_round_trip_without_values(tmp_path: Path) -> None:
    cache = LayerCache(OwnFolder(tmp_path / "c"))
    found = scan({"a": text(github_token(51)), "b.env": f"DB_PASSWORD={password(51)}\n".encode()}).found
    marker = "path-" + password(52)
    unread = (Unread(f"a/{marker}", "b", "is damaged"),)
    found = [replace(f, path=f"{marker}/{f.path}") for f in found]
    assert cache.get(DIFF_ID, "rules") is None
    assert cache.put(DIFF_ID, "rules", found, unread, marker.encode() + b"members")
    stored = cache.get(DIFF_ID, "rules")
    assert stored is not None and stored.unread == unread and stored.extra == marker.encode() + b"members"
    for one, other in zip(found, stored.found, strict=True):
        a, b = one.candidate, other.candidate
        assert (one.path, one.inner, a.detector, a.start, a.end, a.line, a.sieved, a.title) == (
            other.path, other.inner, b.detector, b.start, b.end, b.line, b.sieved, b.title,
        )  # fmt: skip
        assert (str(a.secret), a.secret.identity) == (str(b.secret), b.secret.identity)
    assert cache.get(DIFF_ID, "other rules") is None
    everything = b"".join(f.read_bytes() for f in tmp_path.rglob("*") if f.is_file())
    assert github_token(51)[4:12].encode() not in everything and password(51)[4:12].encode() not in everything
    assert marker.encode() not in everything, "a path may quote a secret"
    assert stat.S_IMODE((tmp_path / "c" / "layers.sqlite").stat().st_mode) == 0o600


def test_a_damaged_or_unusable_file_is_a_miss(tmp_path: Path) -> None:
    file = tmp_path / "c" / "layers.sqlite"
    cache = LayerCache(OwnFolder(file.parent))
    file.touch(mode=0o600)
    file.write_bytes(b"no database at all" * 100)
    assert cache.get(DIFF_ID, "r") is None
    assert cache.put(DIFF_ID, "r", ())  # begun again
    assert cache.get(DIFF_ID, "r") is not None
    file.unlink()
    file.mkdir()
    assert cache.get(DIFF_ID, "r") is None and not cache.put(DIFF_ID, "r", ())


def test_a_file_of_an_older_dlint_goes_with_its_paths(tmp_path: Path) -> None:
    file = tmp_path / "c" / "layers.sqlite"
    cache = LayerCache(OwnFolder(file.parent))
    file.touch(mode=0o600)
    with closing(sqlite3.connect(file)) as database:
        database.executescript(
            "PRAGMA user_version = 2; CREATE TABLE layers (found TEXT); INSERT INTO layers VALUES "
            "('srv/raw-path');"
        )
    assert cache.get(DIFF_ID, "r") is None and cache.put(DIFF_ID, "r", ())
    assert cache.get(DIFF_ID, "r") is not None and b"raw-path" not in file.read_bytes()


def test_a_row_that_another_wrote_or_moved_is_a_miss(tmp_path: Path) -> None:
    cache, other = LayerCache(OwnFolder(tmp_path / "c")), LayerCache(OwnFolder(tmp_path / "other"))
    assert (
        cache.put(DIFF_ID, "r", ())
        and other.put(DIFF_ID, "r", ())
        and cache.put("sha256:other", "r", (), (), b"x")
    )
    (foreign,) = (
        sqlite3.connect(tmp_path / "other" / "layers.sqlite").execute("SELECT sealed FROM layers").fetchone()
    )
    with closing(sqlite3.connect(tmp_path / "c" / "layers.sqlite")) as database:
        (moved,) = database.execute("SELECT sealed FROM layers WHERE diff_id = 'sha256:other'").fetchone()
        for sealed in (foreign, moved, moved[:-1], b"", bytes([moved[0] ^ 1]) + moved[1:]):
            database.execute("UPDATE layers SET sealed = ? WHERE diff_id = ?", (sealed, DIFF_ID))
            database.commit()
            assert cache.get(DIFF_ID, "r") is None
    assert cache.get("sha256:other", "r") is not None


def test_threads(tmp_path: Path) -> None:
    cache = LayerCache(OwnFolder(tmp_path / "c"))
    stored: list[bool] = []
    threads = [
        threading.Thread(target=lambda n=n: stored.append(cache.put(f"d{n}", "r", ()))) for n in range(12)
    ]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored == [True] * 12 and all(cache.get(f"d{n}", "r") for n in range(12))
