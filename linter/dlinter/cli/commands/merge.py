"""Puts the runs of several SARIF files into one, as one upload to code scanning."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN
from dlinter.cli.output import write_text
from dlinter.cli.parser import Parser
from dlinter.disk.read import LARGEST_REPORT, read_small, unread

SUMMARY = "put several SARIF files into one"


def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "files", nargs="+", metavar="SARIF", help="SARIF files of `dlint lint` and `dlint scan`"
    )
    parser.add_argument("--output", metavar="FILE", help="write there, not to standard output")
    parser.add_argument("--count", action="store_true", help="with --output: print the number of results")


def run(args: Namespace) -> int:
    from dlinter.report.edge import harmless
    from dlinter.run.conceal import concealer

    if args.count and not args.output:
        raise UsageError("`--count` goes with `--output`")
    merged = concealer().values(merge([_load(Path(name)) for name in args.files]))
    text = harmless(json.dumps(merged, indent=2, ensure_ascii=False)) + "\n"
    if not args.output:
        print(text, end="")
        return CLEAN
    write_text(args.output, text)
    if args.count:
        print(sum(len(run.get("results") or ()) for run in merged["runs"]))
    return CLEAN


def merge(logs: list[dict[str, Any]]) -> dict[str, Any]:
    """One SARIF log with the runs of all. Raises UsageError where two have the same category: code scanning
    refuses the whole file then."""
    runs = [run for log in logs for run in log["runs"]]
    seen: set[str] = set()
    for run in runs:
        category = str((run.get("automationDetails") or {}).get("id", ""))
        if category in seen:
            raise UsageError(f"two runs have the category `{category}`")
        seen.add(category)
    return {**logs[0], "runs": runs}


def _load(path: Path) -> dict[str, Any]:
    try:
        log = json.loads(read_small(path, LARGEST_REPORT).decode("utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {unread(error)}") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path} is not JSON") from None
    if not isinstance(log, dict) or not isinstance(log.get("runs"), list):
        raise UsageError(f"{path} is not a SARIF log")
    return log
