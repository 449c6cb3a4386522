"""What another revision of dlint printed for the same files, in every format: which reports differ, and which
findings by rule.

    python bench/outputs.py REVISION FOLDER [--select RULES] [--examples N]

Both run with this interpreter's packages, REVISION from a worktree that is removed afterwards. Byte for byte
first; where a report differs, the findings of the JSON report are compared by file, line and rule, then by
message and fixes.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Key(NamedTuple):
    path: str
    line: int
    rule: str


@contextmanager
def worktree(revision: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dlint-outputs-") as folder:
        tree = Path(folder, "tree")
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "-q", "--detach", str(tree), revision], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def run(tree: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    path = os.pathsep.join(str(tree / part) for part in ("linter", "rules"))
    with tempfile.TemporaryDirectory() as memory:  # nothing that the other revision remembers is read
        environment = os.environ | {"PYTHONPATH": path, "DLINT_CACHE_DIR": memory, "COLUMNS": "120"}
        return subprocess.run(
            [sys.executable, *command], cwd=folder, env=environment, capture_output=True, check=False
        )


def lint(tree: Path, folder: Path, form: str, select: str) -> tuple[bytes, int]:
    """What `dlint lint` of this tree prints for the folder, and its exit code."""
    done = run(
        tree, folder, "-m", "dlinter", "lint", "--isolated", "--select", select, "--format", form, "."
    )
    return done.stdout, done.returncode


def formats(tree: Path, folder: Path) -> list[str]:
    done = run(tree, folder, "-c", "from dlinter.report import FORMATS; print(*FORMATS)")
    if done.returncode:
        raise SystemExit(f"{tree}: its formats are not known: {done.stderr.decode()}")
    return done.stdout.decode().split()


def findings(report: bytes) -> dict[Key, list[Any]]:
    """Of a JSON report: for each file, line and rule the messages and whether there are fixes."""
    found: dict[Key, list[Any]] = collections.defaultdict(list)
    for f in json.loads(report)["results"]:
        key = Key(f.get("path") or "", (f.get("region") or {}).get("line", 0), f["rule"])
        found[key].append((f["message"], bool(f.get("fix"))))
    return found


def compare(before: dict[Key, list[Any]], after: dict[Key, list[Any]], examples: int) -> None:
    rules = sorted({key.rule for key in (*before, *after)})
    print("| rule | before | after | gone | new | said otherwise | with fix, before | after |")
    print("|---|---|---|---|---|---|---|---|")
    shown: list[str] = []
    for rule in rules:
        was = {key: value for key, value in before.items() if key.rule == rule}
        now = {key: value for key, value in after.items() if key.rule == rule}
        gone, new = sorted(was.keys() - now.keys()), sorted(now.keys() - was.keys())
        other = [key for key in was.keys() & now.keys() if was[key] != now[key]]
        if not gone and not new and not other:
            continue
        sums = [sum(map(len, found.values())) for found in (was, now)]
        fixed = [sum(fix for said in found.values() for _, fix in said) for found in (was, now)]
        print(
            f"| {rule} | {sums[0]} | {sums[1]} | {len(gone)} | {len(new)} | {len(other)} | {fixed[0]} | "
            f"{fixed[1]} |"
        )
        shown += [f"gone  {k.path}:{k.line} {rule}: {was[k][0][0]}" for k in gone[:examples]]
        shown += [f"new   {k.path}:{k.line} {rule}: {now[k][0][0]}" for k in new[:examples]]
        for k in sorted(other)[:examples]:
            shown += [
                f"was   {k.path}:{k.line} {rule}: {was[k][0][0]}",
                f"is    {k.path}:{k.line} {rule}: {now[k][0][0]}",
            ]
    print(*shown, sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--select", default="all", metavar="RULES")
    parser.add_argument(
        "--examples", type=int, default=0, metavar="N", help="show N findings of each kind of change and rule"
    )
    args = parser.parse_args()
    folder = args.folder.resolve()
    with worktree(args.revision) as old:
        was, now = formats(old, folder), formats(ROOT, folder)
        print("formats that are new:", ", ".join(sorted({*now} - {*was})) or "none")
        print("formats that are gone:", ", ".join(sorted({*was} - {*now})) or "none")
        pair = None
        for form in (name for name in now if name in was):
            (a, code_a), (b, code_b) = (
                lint(old, folder, form, args.select),
                lint(ROOT, folder, form, args.select),
            )
            same = "equal" if a == b else f"differs, {len(a):,} and {len(b):,} bytes"
            print(f"{form}: {same}; exit {code_a} and {code_b}", flush=True)
            if form == "json" and a != b:
                pair = findings(a), findings(b)
        if pair is not None:
            compare(*pair, args.examples)


if __name__ == "__main__":
    main()
