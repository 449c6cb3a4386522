"""Says which secrets are in which images, and what was not read."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dlinter.cli.exit_codes import CLEAN, FAILED, FINDINGS
from dlinter.cli.fleet.common import clean_errors
from dlinter.cli.output import write_text
from dlinter.cli.parser import Parser
from dlinter.finding import Severity
from dlinter.policy.config import FAIL_ON

SUMMARY = "say what is in a fleet"


def add_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the fleet's file")
    parser.add_argument("--format", choices=("json",), default="json", help="json")
    parser.add_argument("-o", "--output", metavar="FILE", help="file to write (default: stdout)")
    parser.add_argument("--fail-on", choices=FAIL_ON, default="warning", help="exit with 1 from this severity on (default: warning)")


def run(args: Namespace) -> int:
    from dlinter.fleet.read import Reader
    from dlinter.report.edge import harmless

    with clean_errors(), Reader(Path(args.file)) as reader:
        findings = [asdict(row) for row in reader.findings()]
        coverage = reader.coverage()
        document: dict[str, Any] = {
            "version": 1, "coverage": {**asdict(coverage), "share": coverage.share, "complete": coverage.complete}, "findings": findings,
            "problems": [asdict(row) for row in reader.problems()],
        }  # fmt: skip
    for row in findings:
        row["place"] = json.loads(row["place"])
    text = harmless(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"
    if args.output:
        write_text(args.output, text)
    else:
        print(text, end="")
    if not coverage.complete or coverage.unread_parts:
        return FAILED
    limit = Severity(args.fail_on) if args.fail_on in tuple(Severity) else None
    return FINDINGS if limit is not None and any(Severity(row["severity"]).rank <= limit.rank for row in findings) else CLEAN
