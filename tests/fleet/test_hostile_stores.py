"""Stores and shards that someone else made: one clear line, exit code 2, no traceback, no end of memory or
time."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from dlinter.cli.main import main
from dlinter.fleet.read import Reader
from dlinter.fleet.records import image_of, layer_of
from dlinter.fleet.rows import Kind
from dlinter.fleet.schema import TABLES
from dlinter.testing.images import Recipe, oci_blobs, write_folder

Run = Callable[..., tuple[int, str, str]]
FILE = "fleet.sqlite"
pytestmark = pytest.mark.usefixtures("quick_processes")
AGAIN = "UPDATE images SET state = 'planned', rules = ''"
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, tokens: list[str]) -> Path:
    """A fleet of one image with a finding."""
    folder = tmp_path_factory.mktemp("made")
    write_folder(
        oci_blobs([Recipe(layers=({"srv/x.env": f"GITHUB_TOKEN={tokens[0]}\n"},))]), folder / "images" / "one"
    )
    assert main(["fleet", "plan", str(folder / "images"), "-o", str(folder / FILE)]) == 0
    assert main(["fleet", "scan", str(folder / FILE), "--jobs", "1"]) == 0
    return folder / FILE


@pytest.fixture
def scanned(made: Path) -> Iterator[sqlite3.Connection]:
    """A copy of it, open to be changed."""
    shutil.copy(made, FILE)
    with closing(sqlite3.connect(FILE, isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        yield database


def refused(fleet: Run, *words: object) -> None:
    code, _, error = fleet(*words)
    assert code == 2 and "internal error" not in error and "Traceback" not in error
    assert len(error.splitlines()) == 1 and error.rstrip().endswith("plan into a new file"), error


@pytest.mark.parametrize("change", [
    "ALTER TABLE problems RENAME TO p2; CREATE VIEW problems AS " + ENDLESS
    + " SELECT x AS id, 1 AS run_id, 'plan' AS stage, '' AS source, NULL AS image_id, NULL AS layer_id, "
    "'other' AS kind, 'note' AS level, '' AS message FROM c",
    "CREATE TRIGGER t AFTER INSERT ON runs BEGIN INSERT INTO runs (kind, began) " + ENDLESS
    + " SELECT 'x', 1 FROM c; END",
    "CREATE VIEW more AS SELECT 1", "CREATE TABLE more (a)", "DROP TABLE problems",
    "ALTER TABLE runs ADD COLUMN more AS (id + 1)", "CREATE INDEX more ON runs (kind)",
])  # fmt: skip
def test_a_store_with_another_schema_is_refused(scanned: sqlite3.Connection, fleet: Run, change: str) -> None:
    scanned.executescript(change)
    for words in (
        ("report", FILE),
        ("scan", FILE, "--jobs", "1"),
        ("scan", FILE, "--shard", "1/2"),
        ("plan", ".", "-o", FILE),
        ("merge", FILE, FILE),
    ):
        refused(fleet, *words)


@pytest.mark.parametrize("change", [
    "UPDATE images SET state = 'nope'", "UPDATE images SET name = x'ff'", "UPDATE images SET kind = 'nope'",
    "UPDATE images SET pushed = 9e999", "UPDATE images SET document = 'text'",
    "UPDATE layers SET size = 'abc'", "UPDATE layers SET size = 4611686018427387903",
    "UPDATE layers SET size = -1", "UPDATE records SET record = 'text'", "UPDATE runs SET began = 1e300",
    "UPDATE findings SET severity = 'nope'", "UPDATE findings SET number = 'x'",
    "UPDATE findings SET message = x'ff'", "UPDATE findings SET line = 'y'",
    "UPDATE findings SET place = '[1]'",
    "UPDATE findings SET place = '" + "[" * 100_000 + "'", "UPDATE findings SET place = x'00'",
    "UPDATE findings SET exposure = 'nope'", "UPDATE findings SET suppressed_by = 'nope'",
    "INSERT INTO problems (run_id, stage, kind, level, message) VALUES (1, 'plan', 'nope', 'error', '')",
    "INSERT INTO problems (run_id, stage, kind, level, message) VALUES (1, 'x', 'other', 'error', '')",
])  # fmt: skip
def test_values_of_other_types_are_refused(scanned: sqlite3.Connection, fleet: Run, change: str) -> None:
    scanned.execute(change)
    refused(fleet, "report", FILE)
    refused(fleet, "scan", FILE, "--jobs", "1")


def test_a_shard_that_is_not_as_it_is_written_is_not_merged(scanned: sqlite3.Connection, fleet: Run) -> None:
    with closing(sqlite3.connect("shard.sqlite")) as shard:
        scanned.backup(shard)
        shard.execute(
            "INSERT INTO problems (run_id, stage, layer_id, kind, level, message) VALUES (1, 'layer', 1, "
            "'nope', 'error', '')"
        )
        shard.commit()
    refused(fleet, "merge", FILE, "shard.sqlite")


@pytest.mark.parametrize("record",
    [b"\1\2\3", b"\0" * 8 + b"{}", b"\xff" * 8 + b"{}", (3).to_bytes(8, "little") + b"{}x",
        (200_000).to_bytes(8, "little") + b"[" * 200_000, b""])
def test_a_record_that_is_damaged(scanned: sqlite3.Connection, fleet: Run, record: bytes) -> None:
    assert layer_of(record) is None
    scanned.execute("UPDATE records SET record = ?", (record,))
    scanned.execute(AGAIN)
    assert fleet("scan", FILE, "--jobs", "1")[0] == 2
    with Reader(Path(FILE)) as reader:
        assert {p.message for p in reader.problems()} == {"layer 0 was not read"}
    assert fleet("scan", FILE, "--jobs", "1")[0] == 0, "it is read again"
    assert "GitHub" in fleet("report", FILE)[1]


def _bomb(size: int) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj(size=size)
    block = b"\0" * (1 << 24)
    return b"".join(packer.compress(block) for _ in range(size >> 24)) + packer.flush()


@pytest.mark.parametrize("document",
    [b"", b"x", zstandard.compress(b"[" * 200_000), zstandard.compress(b"[]"),
        zstandard.compress(b'{"image": 5}'), _bomb(1 << 30)])
def test_a_document_that_is_damaged(scanned: sqlite3.Connection, fleet: Run, document: bytes) -> None:
    with pytest.raises(ValueError):
        image_of(document, "a")
    scanned.execute("UPDATE images SET document = ?", (document,))
    scanned.execute(AGAIN)
    assert fleet("scan", FILE, "--jobs", "1")[0] == 2
    with Reader(Path(FILE)) as reader:
        assert {p.kind for p in reader.problems()} == {Kind.OTHER}


@pytest.mark.parametrize(
    "place",
    [
        '{"place": 5}',
        '{"place": {}}',
        '{"place": {"image": "a", "exposure": "nope"}}',
        '{"place": {"image": "a", "exposure": "layer", "layer": "x"}}',
        '{"path": []}',
    ],
)
def test_a_place_that_is_damaged(scanned: sqlite3.Connection, fleet: Run, place: str) -> None:
    scanned.execute("UPDATE findings SET place = ?", (place,))
    refused(fleet, "report", FILE, "--format", "sarif")


def test_the_schema_is_read_to_the_letter(scanned: sqlite3.Connection) -> None:
    written = {row[0] for row in scanned.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    assert all(sql in TABLES for sql in written)
