"""Lints Dockerfiles, and the workflows, Compose and Bake files that build them: files, folders (searched), or `-` for standard input."""

from __future__ import annotations

import sys
from argparse import Namespace

from dlinter.cli import CLEAN, FAILED, FINDINGS
from dlinter.cli.output import add_output, formats_of, write_reports
from dlinter.cli.parser import Parser
from dlinter.cli.selection import Chooser, add_config, add_selection, jobs
from dlinter.cli.terminal import tell, tell_problems
from dlinter.finding import Report
from dlinter.policy.chain import order
from dlinter.sources.discover import Discovered, discover
from dlinter.sources.inputs import STDIN


def add_arguments(parser: Parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file, folder or `-` (default: the working folder)")
    add_output(parser)
    add_selection(parser)
    fixes = parser.add_argument_group("fixes")
    fixes.add_argument("--fix", action="store_true", help="apply safe fixes")
    fixes.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: unsafe fixes, too")
    fixes.add_argument("--diff", action="store_true", help="show what the fixes would change, write nothing")
    inputs = parser.add_argument_group("input")
    inputs.add_argument("--stdin-filename", metavar="NAME", default="", help="what to call standard input")
    inputs.add_argument("--no-ignore-files", action="store_true", help="search what git ignores, too")
    inputs.add_argument("--force-exclude", action="store_true", help="leave out excluded files even when named (for pre-commit)")
    inputs.add_argument("--context", metavar="DIR", help="build context (default: what a workflow, Compose or Bake file says, else the folder of each file)")
    inputs.add_argument("--target-frontend", metavar="VERSION", help="oldest Dockerfile frontend that must build the files")
    inputs.add_argument("--jobs", type=jobs, metavar="N", help="processes (default: one for each core)")
    add_config(parser)


def run(args: Namespace) -> int:
    from dlinter.cli.errors import UsageError

    if args.unsafe_fixes and not (args.fix or args.diff):
        raise UsageError("`--unsafe-fixes` goes with `--fix` or `--diff`")
    if args.stdin_filename and "-" not in args.paths:
        raise UsageError("`--stdin-filename` goes with the path `-`")
    if args.context is not None:
        from pathlib import Path

        if not Path(args.context).is_dir():
            raise UsageError(f"--context: {args.context} is no folder")
    formats_of(args)
    chooser = Chooser(args)
    found = find(args, chooser)
    if args.fix or args.diff:
        from dlinter.cli.fixing import run_fixes

        return run_fixes(args, chooser, found)
    report, failing = lint_all(chooser, found)
    write_reports(report, args)
    return exit_code(report, failing, args)


def find(args: Namespace, chooser: Chooser) -> Discovered:
    """The files that the command line names."""
    return discover(
        args.paths or ["."], ignore_files=not args.no_ignore_files, force_exclude=args.force_exclude,
        excluded=chooser.excluded, stdin=sys.stdin.buffer.read, stdin_filename=args.stdin_filename,
    )  # fmt: skip


def lint_all(chooser: Chooser, found: Discovered) -> tuple[Report, bool]:
    """One report of all groups of inputs, and whether one of them fails by its own settings."""
    from dlinter.run import lint

    whole, failing = Report(), False
    whole.problems += found.problems
    whole.notes += found.notes
    for settings, inputs in chooser.groups(found.inputs) or [(chooser.here(), [])]:
        report = lint(inputs, settings, chooser.rules)
        failing = failing or settings.fails(report.results)
        whole.results += report.results
        whole.problems += report.problems
        whole.notes += report.notes
        whole.subjects += report.subjects
        known = {r.id for r in whole.rules}
        whole.rules += [r for r in report.rules if r.id not in known]
    whole.results.sort(key=order)
    whole.subjects.sort(key=lambda s: s.path)
    return whole, failing


def exit_code(report: Report, failing: bool, args: Namespace) -> int:
    """Tells problems and notes on stderr; 2, 1 or 0."""
    tell(report.notes, args)
    tell_problems(report.problems)
    if report.problems:
        return FAILED
    return FINDINGS if failing and not args.exit_zero else CLEAN


__all__ = ["STDIN", "add_arguments", "exit_code", "find", "lint_all", "run"]
