"""The cache of layers: what comes back, what is never in it, what may be wrong with it."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

from dlinter.run.scan.memory import LayerCache
from dlinter.secrets.layer import Unread

from .layers import engine, github_token, password, scan, text

DIFF_ID = "sha256:" + "ab" * 32


def test_round_trip_without_values(tmp_path: Path) -> None:
    cache = LayerCache(tmp_path / "c" / "layers.sqlite")
    found = scan({"a": text(github_token(51)), "b.env": f"DB_PASSWORD={password(51)}\n".encode()}).found
    unread = (Unread("a", "b", "is damaged"),)
    assert cache.get(DIFF_ID, "rules") is None
    assert cache.put(DIFF_ID, "rules", found, unread, b"members")
    stored = cache.get(DIFF_ID, "rules")
    assert stored is not None and stored.unread == unread and stored.extra == b"members"
    for one, other in zip(found, stored.found, strict=True):
        a, b = one.candidate, other.candidate
        assert (one.path, one.inner, a.detector, a.start, a.end, a.line, a.sieved, a.title) == (
            other.path, other.inner, b.detector, b.start, b.end, b.line, b.sieved, b.title,
        )  # fmt: skip
        assert (str(a.secret), a.secret.identity) == (str(b.secret), b.secret.identity)
    assert cache.get(DIFF_ID, "other rules") is None
    everything = b"".join(f.read_bytes() for f in tmp_path.rglob("*") if f.is_file())
    assert github_token(51)[4:12].encode() not in everything and password(51)[4:12].encode() not in everything
    assert stat.S_IMODE((tmp_path / "c" / "layers.sqlite").stat().st_mode) == 0o600


def test_a_damaged_or_unusable_file_is_a_miss(tmp_path: Path) -> None:
    file = tmp_path / "layers.sqlite"
    cache = LayerCache(file)
    file.write_bytes(b"no database at all" * 100)
    assert cache.get(DIFF_ID, "r") is None
    assert cache.put(DIFF_ID, "r", ())  # begun anew
    assert cache.get(DIFF_ID, "r") is not None
    (tmp_path / "file").write_text("")
    blocked = LayerCache(tmp_path / "file" / "layers.sqlite")
    assert blocked.get(DIFF_ID, "r") is None and not blocked.put(DIFF_ID, "r", ())


def test_threads(tmp_path: Path) -> None:
    cache = LayerCache(tmp_path / "layers.sqlite")
    stored: list[bool] = []
    threads = [threading.Thread(target=lambda n=n: stored.append(cache.put(f"d{n}", "r", ()))) for n in range(12)]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored == [True] * 12 and all(cache.get(f"d{n}", "r") for n in range(12))


def test_rules_hash_changes_with_the_detectors() -> None:
    from dlinter.secrets.searcher import Engine

    from .layers import detectors

    assert engine().rules_hash() == engine().rules_hash()
    assert engine().rules_hash() != Engine(detectors("github"), use_cache=False).rules_hash()
