"""Lints Dockerfiles, and the workflows, Compose and Bake files that build them: files, folders (searched), or
`-` for standard input."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dlinter.cli.inputs import find, lint_all
from dlinter.cli.output import add_output, formats_of, write_reports
from dlinter.cli.parser import Parser
from dlinter.cli.progress import Progress
from dlinter.cli.selection import Chooser, add_config, add_selection, jobs, unused_baseline
from dlinter.cli.verdict import exit_code
from dlinter.run.warm import no_collections_yet

SUMMARY = "lint Dockerfiles"
ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz")


def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="file, folder or `-` (default: the working folder)"
    )
    add_output(parser)
    add_selection(parser)
    fixes = parser.add_argument_group("fixes")
    fixes.add_argument("--fix", action="store_true", help="apply safe fixes")
    fixes.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff: also apply unsafe fixes"
    )
    fixes.add_argument("--diff", action="store_true", help="show what the fixes would change, write nothing")
    inputs = parser.add_argument_group("input")
    inputs.add_argument("--stdin-filename", metavar="NAME", default="", help="what to call standard input")
    inputs.add_argument("--no-ignore-files", action="store_true", help="also search what git ignores")
    inputs.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out excluded files even when named (for pre-commit)",
    )
    inputs.add_argument(
        "--context",
        metavar="DIR",
        help="build context (default: what a workflow, Compose or Bake file says, else the folder of each "
            "file)",
    )
    inputs.add_argument(
        "--target-frontend", metavar="VERSION", help="oldest Dockerfile frontend that must build the files"
    )
    inputs.add_argument("--jobs", type=jobs, metavar="N", help="processes (default: one for each core)")
    add_config(parser)


def run(args: Namespace) -> int:
    with no_collections_yet():
        return _run(args)


def _run(args: Namespace) -> int:
    from dlinter.cli.errors import UsageError

    if args.unsafe_fixes and not (args.fix or args.diff):
        raise UsageError("`--unsafe-fixes` goes with `--fix` or `--diff`")
    if args.stdin_filename and "-" not in args.paths:
        raise UsageError("`--stdin-filename` goes with the path `-`")
    if args.context is not None and not Path(args.context).is_dir():
        raise UsageError(f"--context: {args.context} is not a folder")
    for path in args.paths:
        if path.lower().endswith(ARCHIVES) and Path(path).is_file():
            raise UsageError(
                f"{path} is an archive, not a Dockerfile: `dlint scan {path}` scans the image in it"
            )
    formats_of(args)
    chooser = Chooser(args)
    found = find(args, chooser)
    if args.fix or args.diff:
        from dlinter.cli.fix import run_fixes

        return run_fixes(args, chooser, found)
    report, failing = lint_all(
        chooser, found, Progress(quiet=args.quiet, color=args.color != "never", files=True)
    )
    report.notes += unused_baseline(chooser.here())
    write_reports(report, args)
    return exit_code(report, failing, args)
