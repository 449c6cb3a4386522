"""Tables for a data lake or a spreadsheet: `findings`, `secrets`, `images`, `problems`, a file each. CSV
needs nothing; Parquet is written by duckdb (`dlinter[parquet]`)."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct

from dlinter.fleet.report.document import finding_json, group_json, image_json, problem_json
from dlinter.fleet.report.view import View
from dlinter.report.plain import valid

KINDS = ("csv", "parquet")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportError(Exception):
    """The tables cannot be written; one line for the user."""


class Table(Struct, frozen=True):
    """`columns` are names and types of duckdb; `rows` have their values by name."""

    columns: Mapping[str, str]
    rows: Callable[[View], Iterable[Mapping[str, Any]]]


def _findings(view: View) -> Iterator[dict[str, Any]]:
    for row in view.findings():
        told = finding_json(view, row)
        yield {**told, "owners": " ".join(told["owners"])}


def _secrets(view: View) -> Iterator[dict[str, Any]]:
    for group in view.groups:
        told = group_json(group)
        first = told["origins"][0]
        yield {
            **told,
            "firstIn": first["image"],
            "firstLayer": first["layer"],
            "firstPlace": first["place"],
            "owners": " ".join(owner for owner, _ in group.owners if owner),
        }


def _images(view: View) -> Iterator[dict[str, Any]]:
    return (told for image in view.reader.images() if (told := image_json(view, image)) is not None)


def _problems(view: View) -> Iterator[dict[str, Any]]:
    return (problem_json(problem) for problem in view.problems())


def _columns(text: str, **others: str) -> dict[str, str]:
    return {**dict.fromkeys(text.split(), "VARCHAR"), **others}


TABLES = {
    "findings": Table(
        _columns(
            "key image platform repository rule severity message fingerprint exposure layer path inner "
            "detector title preview identity inheritedFrom owners",
            position="INTEGER", line="BIGINT", inherited="BOOLEAN", layerImages="BIGINT",
            firstSeen="TIMESTAMPTZ", firstRun="INTEGER", new="BOOLEAN",
        ),
        _findings,
    ),
    "secrets": Table(
        _columns(
            "key rule severity message detector title preview identity firstIn firstLayer firstPlace owners",
            images="BIGINT", repositories="BIGINT", findings="BIGINT", new="BIGINT",
            inherited="BIGINT", originCount="BIGINT", firstSeen="TIMESTAMPTZ",
        ),
        _secrets,
    ),
    "images": Table(_columns("image platform digest repository tag verdict created", bytes="BIGINT",
        hasFindings="BOOLEAN", pushed="TIMESTAMPTZ", scanned="TIMESTAMPTZ"), _images),
    "problems": Table(_columns("what kind level subject message", bytes="BIGINT"), _problems),
}  # fmt: skip


def export(view: View, kind: str, folder: Path) -> list[Path]:
    """Writes the tables into a folder, which is made. Returns the files. Raises ExportError, OSError."""
    if kind == "parquet":
        _duckdb()
    folder.mkdir(mode=0o700, exist_ok=True)
    done = []
    with TemporaryDirectory(dir=folder, prefix=".dlint-") as beside:
        for name, table in TABLES.items():
            made, target = Path(beside, f"{name}.csv"), folder / f"{name}.{kind}"
            _write_csv(made, table, view, guarded=kind == "csv")
            if kind == "parquet":
                made = _parquet(made, table)
            os.replace(made, target)  # noqa: PTH105
            done.append(target)
    return done


def _write_csv(path: Path, table: Table, view: View, *, guarded: bool) -> None:
    """`guarded`: a text that a spreadsheet would take for a formula begins with `'`."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(table.columns)
        for row in table.rows(view):
            writer.writerow([_cell(row[name], guarded) for name in table.columns])


def _cell(value: Any, guarded: bool) -> Any:
    if isinstance(value, str):
        value = valid(value).replace("\0", "\\x00")
        return f"'{value}" if guarded and value.startswith(_FORMULA) else value
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError:
        raise ExportError("parquet needs duckdb: `pip install 'dlinter[parquet]'`, or write csv") from None
    return duckdb


def _parquet(path: Path, table: Table) -> Path:
    """A CSV file as Parquet. duckdb reads only it, and is allowed no other file and no extension of its
    own."""
    target = path.with_suffix(".parquet")
    types = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in table.columns.items())
    duckdb = _duckdb()
    try:
        with duckdb.connect(
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "memory_limit": "512MB",
                "threads": "2",
            }
        ) as database:
            database.execute(
                f"COPY (SELECT * FROM read_csv({_text(str(path))}, header = true, quote = '\"', escape = "
                f"'\"', nullstr = '', strict_mode = true, columns = {{{types}}}, max_line_size = 16777216)) "
                f"TO {_text(str(target))} (FORMAT parquet, COMPRESSION zstd)"
            )
    except duckdb.Error as error:
        raise ExportError(f"duckdb cannot write {target.name} ({type(error).__name__})") from None
    return target


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


__all__: Sequence[str] = ("KINDS", "TABLES", "ExportError", "export")
