"""What a report means for the exit code."""

from __future__ import annotations

from argparse import Namespace

from dlinter.cli.exit_codes import CLEAN, FAILED, FINDINGS
from dlinter.cli.terminal import tell, tell_problems
from dlinter.finding import Problem, Report, Severity


def exit_code(report: Report, failing: bool, args: Namespace) -> int:
    """Tells problems and notes on stderr; 2, 1 or 0."""
    tell(report.notes, args, concealed=True)
    tell_problems(report.problems, concealed=True)
    count = sum(p.level is Severity.ERROR for p in report.unread)
    if count:
        what = "1 part of an image was" if count == 1 else f"{count} parts of images were"
        message = (
            f"{what} not read, so secrets may be in it: see the report (`--unread note` only reports them)"
        )
        tell_problems([Problem(message)], concealed=True)
    if report.failed:
        return FAILED
    return FINDINGS if failing else CLEAN
