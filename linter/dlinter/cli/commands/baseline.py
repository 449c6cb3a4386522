"""Writes a baseline: today's findings are accepted, only new ones count from now on."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN, FAILED
from dlinter.cli.inputs import lint_all
from dlinter.cli.output import write_text
from dlinter.cli.parser import Parser
from dlinter.cli.selection import BASELINE, Chooser, add_config, add_selection, jobs
from dlinter.cli.terminal import show, tell, tell_problems
from dlinter.finding import Report
from dlinter.policy.baseline import dump_baseline
from dlinter.sources.discover import discover

SUMMARY = "accept the current findings, so that only new ones count"

def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="file or folder (default: the working folder, unless an image is named)",
    )
    parser.add_argument(
        "--image",
        metavar="IMAGE",
        action="append",
        default=[],
        help="also accept what `dlint scan` finds in this image; several times for several",
    )
    parser.add_argument("--dockerfile", metavar="FILE", help="with --image: as for `dlint scan`")
    parser.add_argument(
        "--output", metavar="FILE", help=f"baseline to write, `-` for stdout (default: {BASELINE})"
    )
    parser.add_argument("--no-ignore-files", action="store_true", help="also search what git ignores")
    parser.add_argument("--jobs", type=jobs, metavar="N", help="processes (default: one for each core)")
    add_selection(parser)
    add_config(parser)


def run(args: Namespace) -> int:
    # The one in use is not asked: what it accepts is to stay accepted.
    args.baseline = ""
    if args.dockerfile and not args.image:
        raise UsageError("`--dockerfile` goes with `--image`")
    chooser = Chooser(args)
    paths = args.paths or ([] if args.image else ["."])
    found = discover(paths, ignore_files=not args.no_ignore_files, excluded=chooser.excluded)
    report = lint_all(chooser, found)[0] if paths else Report()
    if args.image:
        from dlinter.run.scan.images import scan

        scanned = scan(
            args.image,
            chooser.here(),
            Path(args.dockerfile) if args.dockerfile else None,
            None,
            chooser.rules,
        )
        report.results += scanned.results
        report.problems += scanned.problems
        report.notes += scanned.notes
    target = args.output or BASELINE
    # one of less than everything would take its place
    if report.problems and target != "-" and Path(target).exists():
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
        tell(
            [
                (f"{target}: {count} {'finding' if count == 1 else 'findings'} accepted; use it with "
                f"`--baseline {target}`")
            ],
            args,
        )
    tell(report.notes, args, concealed=True)
    tell_problems(report.problems, concealed=True)
    return FAILED if report.problems else CLEAN
