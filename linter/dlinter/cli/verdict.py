"""What a report means for the exit code."""

from __future__ import annotations

from argparse import Namespace

from dlinter.cli.exit_codes import CLEAN, FAILED, FINDINGS
from dlinter.cli.terminal import tell, tell_problems
from dlinter.finding import Report


def exit_code(report: Report, failing: bool, args: Namespace) -> int:
    """Tells problems and notes on stderr; 2, 1 or 0."""
    tell(report.notes, args)
    tell_problems(report.problems)
    if report.problems:
        return FAILED
    return FINDINGS if failing and not args.exit_zero else CLEAN
