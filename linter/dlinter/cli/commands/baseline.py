"""Writes a baseline: today's findings are accepted, only new ones count from now on."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dlinter.cli.exit_codes import CLEAN, FAILED
from dlinter.cli.inputs import lint_all
from dlinter.cli.output import write_text
from dlinter.cli.parser import Parser
from dlinter.cli.selection import BASELINE, Chooser, add_config, add_selection, jobs
from dlinter.cli.terminal import show, tell, tell_problems
from dlinter.policy.baseline import dump_baseline
from dlinter.sources.discover import discover

SUMMARY = "accept the current findings, so that only new ones count"

def add_arguments(parser: Parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file or folder (default: the working folder)")
    parser.add_argument("--output", metavar="FILE", help=f"baseline to write, `-` for stdout (default: {BASELINE})")
    parser.add_argument("--no-ignore-files", action="store_true", help="also search what git ignores")
    parser.add_argument("--jobs", type=jobs, metavar="N", help="processes (default: one for each core)")
    add_selection(parser)
    add_config(parser)


def run(args: Namespace) -> int:
    # The one in use is not asked: what it accepts is to stay accepted.
    args.baseline = ""
    chooser = Chooser(args)
    found = discover(args.paths or ["."], ignore_files=not args.no_ignore_files, excluded=chooser.excluded)
    report, _ = lint_all(chooser, found)
    target = args.output or BASELINE
    if report.problems and target != "-" and Path(target).exists():  # one of less than everything would take its place
        tell(report.notes, args, concealed=True)
        tell_problems(report.problems, concealed=True)
        tell([f"{target} stays as it was, because not everything could be read"], args)
        return FAILED
    text = dump_baseline(report.active)
    if target == "-":
        show(text)
    else:
        write_text(target, text)
        count = len(report.active)
        tell([f"{target}: {count} {'finding' if count == 1 else 'findings'} accepted; use it with `--baseline {target}`"], args)
    tell(report.notes, args, concealed=True)
    tell_problems(report.problems, concealed=True)
    return FAILED if report.problems else CLEAN
