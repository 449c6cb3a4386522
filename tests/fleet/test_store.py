"""The store: one writer, readers meanwhile, clear errors, valid after a full disk, closed to others."""

from __future__ import annotations

import sqlite3
import stat
import time
from pathlib import Path

import pytest

from dlinter.finding import Finding, Location, Reason, Result, RuleInfo, Severity, Suppression
from dlinter.fleet.read import Reader, result_of, shown, told_of
from dlinter.fleet.rows import FindingRow, Kind, Stage, State
from dlinter.fleet.schema import TABLES, VERSION
from dlinter.fleet.store import Store, StoreError
from dlinter.model.place import Exposure, ImagePlace, Origin, Visibility
from dlinter.model.secret import Mark

ROOT = Path(__file__).parents[2]


def image(store: Store, name: str, layers: list[int], *, state: str = "scanned", current: int = 1) -> int:
    """An image with layers by id; its chain is their list."""
    host, _, rest = name.partition("/")
    repository, _, tag = rest.partition(":")
    with store.transaction() as database:
        for layer in layers:
            database.execute(
                "INSERT OR IGNORE INTO layers (id, digest, diff_id, size, state) VALUES (?, ?, ?, 100, "
                "'scanned')",
                (layer, f"sha256:{layer:064x}", f"d{layer}"),
            )
        made = database.execute(
            "INSERT INTO images (name, host, repository, tag, digest, kind, state, current, first_run, "
            "first_seen, document) VALUES (?, ?, ?, ?, ?, 'registry', ?, ?, 1, 5.0, x'')",
            (name, host, repository, tag, f"sha256:{name}", state, current),
        )
        number = int(made.lastrowid or 0)
        for position, layer in enumerate(layers):
            database.execute(
                "INSERT INTO image_layers VALUES (?, ?, ?, ?, ?)",
                (number, position, layer, f"blob{layer}", "-".join(map(str, layers[: position + 1]))),
            )
    return number


def test_a_new_store_is_closed_to_others_and_versioned(tmp_path: Path) -> None:
    path = tmp_path / "fleet.sqlite"
    with Store(path, write=True, create=True) as store:
        store.begin_run("plan")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with Reader(path) as reader:
        assert [run.kind for run in reader.runs()] == ["plan"]


def test_the_documentation_names_every_table_and_the_version() -> None:
    text = (ROOT / "docs" / "fleet.md").read_text()
    database = sqlite3.connect(":memory:")
    database.executescript(TABLES)
    tables = [
        row[0]
        for row in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
    ]
    assert len(tables) == 8 and f"version of this schema ({VERSION})" in text
    for table in tables:
        line = next(line for line in text.splitlines() if line.startswith(f"| `{table}` "))
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        missing = [column for column in columns if column != "id" and f"`{column}`" not in line]
        assert not missing, (table, missing)


def test_what_is_not_a_fleet_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    database = sqlite3.connect(other)
    database.execute("CREATE TABLE t (a)")
    database.close()
    before = other.read_bytes()
    text = tmp_path / "text.sqlite"
    text.write_text("hello " * 1000)
    newer = tmp_path / "newer.sqlite"
    Store(newer, write=True, create=True).close()
    database = sqlite3.connect(newer)
    database.execute("PRAGMA user_version = 99")
    database.close()
    for path, message in (
        (other, "not one of `dlint fleet`"),
        (text, "is not a fleet's file"),
        (newer, "has version 99"),
        (tmp_path / "no", "there is no such file"),
    ):
        with pytest.raises(StoreError, match=message):
            Store(path, write=path != tmp_path / "no", create=path != tmp_path / "no")
    assert other.read_bytes() == before


def test_one_writes_and_others_read_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "fleet.sqlite"
    with Store(path, write=True, create=True) as store:
        store.begin_run("plan")
        with pytest.raises(StoreError, match="another `dlint fleet` is writing"):
            Store(path, write=True)
        with store.transaction() as database:
            database.execute("INSERT INTO runs (kind, began) VALUES ('scan', 1.0)")
            with Reader(path) as reader:
                assert len(reader.runs()) == 1
        with Reader(path) as reader:
            assert len(reader.runs()) == 2
    Store(path, write=True).close()


def test_a_full_disk_is_a_clear_error_and_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "fleet.sqlite"
    with Store(path, write=True, create=True) as store:
        store.begin_run("plan")
        (pages,) = store.one("PRAGMA page_count")
        store.database.execute(f"PRAGMA max_page_count = {pages + 20}")
        written = 0
        with pytest.raises(StoreError, match="the disk is full"):
            for number in range(1000):
                with store.transaction() as database:
                    database.execute(
                        "INSERT INTO layers (digest, diff_id) VALUES (?, ?)", (f"{number}", "x" * 3000)
                    )
                    database.execute("INSERT INTO records SELECT max(id), '', zeroblob(3000) FROM layers")
                written += 1
        assert written > 0
    with Store(path) as store:
        assert store.one("PRAGMA integrity_check")[0] == "ok"
        assert (
            store.one("SELECT count(*) FROM layers")[0]
            == store.one("SELECT count(*) FROM records")[0]
            == written
        )


def test_reading_images_bases_problems_and_coverage(tmp_path: Path) -> None:
    path = tmp_path / "fleet.sqlite"
    with Store(path, write=True, create=True) as store:
        run = store.begin_run("plan")
        base = image(store, "registry.example/base:1", [1, 2])
        app = image(store, "registry.example/team/app:1", [1, 2, 3])
        failed = image(store, "registry.example/team/app:2", [1, 4], state="failed")
        old = image(store, "registry.example/team/old:1", [1, 9], current=0)
        with store.transaction() as database:
            database.execute("UPDATE layers SET state = 'failed' WHERE id = 4")
            store.add_problem(database, run, Stage.LAYER, Kind.BUSY, "registry.example answers 503", layer=4)
            store.add_problem(
                database, run, Stage.IMAGE, Kind.UNREAD, "layer 0 a.zip: is encrypted", image=failed
            )
            store.add_problem(database, run, Stage.IMAGE, Kind.UNREAD, "long ago", image=old)
    with Reader(path) as reader:
        assert [i.name for i in reader.images()] == [
            "registry.example/base:1",
            "registry.example/team/app:1",
            "registry.example/team/app:2",
        ]
        assert len(list(reader.images(current=False))) == 4
        assert [(layer.id, layer.images) for layer in reader.layers()] == [(1, 3), (2, 2), (3, 1), (4, 1)]
        assert [i.id for i in reader.images_of_layer(2)] == [base, app]
        found = reader.base_of(app, 1)
        assert found is not None and found.id == base
        assert reader.base_of(app, 2) is None and reader.base_of(base, 0) is None
        assert [(p.kind, p.layer_id, p.image_id) for p in reader.problems()] == [
            (Kind.BUSY, 4, None),
            (Kind.UNREAD, None, failed),
        ]
        coverage = reader.coverage()
        assert (coverage.images, coverage.images_scanned, coverage.layers, coverage.layers_scanned) == (
            3,
            2,
            4,
            3,
        )
        assert (coverage.bytes, coverage.share, coverage.unread_parts, coverage.complete) == (
            400,
            0.75,
            1,
            False,
        )
        row = reader.image(failed)
        assert row is not None and row.state is State.FAILED


def test_a_result_comes_back_as_it_was() -> None:
    info = RuleInfo("secret-in-layer", "secrets", "s", "d", Severity.ERROR)
    place = ImagePlace("r.example/a:1", Exposure.DELETED_FILE, 0, "sha256:a", "sha256:b", 0, "COPY",
        "srv/\udcff", line=3, origin=Origin.BASE, visibility=Visibility.DELETED, removed_by=1)
    finding = Finding(
        None,
        "a secret in `srv/\udcff`",
        key="k",
        secret=Mark("d", "t", "ab… (9 characters)", "0a0b0c0d", "", "rotate it"),
    )
    result = Result(
        info,
        Severity.WARNING,
        Location("r.example/a:1", image=place),
        finding,
        "f" * 16,
        Suppression(Reason.BASELINE, "known"),
    )
    row = FindingRow(
        1, 1, "r.example/a:1", 0, info.id, "warning", result.fingerprint, shown(result.message), "", 1, "",
        0, "", "", 3, "", "d", "t", "ab… (9 characters)", "0a0b0c0d",
        "baseline", "known", 1, time.time(), told_of(result),
    )  # fmt: skip
    assert result_of(row, {info.id: info}) == result


def test_a_plan_that_nobody_writes_and_a_shards_file_need_no_shared_memory(tmp_path: Path) -> None:
    """As on a file system of a network, or one that cannot be written."""
    path = tmp_path / "plan.sqlite"
    Store(path, write=True, create=True).close()
    with Store(path, still=True) as store:
        assert store.one("SELECT count(*) FROM runs") == (0,)
        assert not list(tmp_path.glob("plan.sqlite-[ws]*"))
    shard = tmp_path / "shard.sqlite"
    with Store(shard, write=True, create=True, alone=True) as store:
        store.begin_run("scan")
        assert not (tmp_path / "shard.sqlite-shm").exists()
    with Store(shard, still=True) as store:
        assert store.one("SELECT count(*) FROM runs") == (1,)
