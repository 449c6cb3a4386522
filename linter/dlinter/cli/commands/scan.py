"""Scans built images for secrets: archives, layout folders, registries, daemons, plain folders."""

from __future__ import annotations

import gc
import sys
from argparse import Namespace
from pathlib import Path

from dlinter.cli.errors import UsageError
from dlinter.cli.output import add_output, formats_of, write_reports
from dlinter.cli.parser import Parser
from dlinter.cli.progress import Progress
from dlinter.cli.selection import Chooser, add_config, add_selection, jobs, unused_baseline
from dlinter.cli.terminal import warn
from dlinter.cli.verdict import exit_code

SUMMARY = "find secrets in built images"


def add_arguments(parser: Parser) -> None:
    from dlinter.sources.reference import HELP

    parser.add_argument("images", nargs="+", metavar="IMAGE", help=HELP)
    parser.add_argument(
        "--dockerfile", metavar="FILE", help="tie each layer to the instruction of this file that made it"
    )
    parser.add_argument(
        "--platform", metavar="OS/ARCH[/VARIANT]", help="which image of an index (default: all)"
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="read every layer: neither use nor keep the results of earlier scans",
    )
    parser.add_argument(
        "--jobs", type=jobs, metavar="N", help="layers that are read at a time (default: one for each core)"
    )
    parser.add_argument(
        "--unread", choices=("fail", "note"),
        help="what a part of an image that cannot be read does, such as an encrypted archive: exit with 2 "
            "(default), or only be reported",
    )  # fmt: skip
    add_output(parser)
    parser.add_argument(
        "--show-secrets", action="store_true", help="print secrets in full (text to the terminal only)"
    )
    add_selection(parser)
    add_config(parser)


def run(args: Namespace) -> int:
    from dlinter.run.warm import rare_collections

    with rare_collections():
        return _scan(args)


def _scan(args: Namespace) -> int:
    formats = formats_of(args)
    if args.show_secrets:
        wrong = sorted({name for name, _ in formats} - {"text"})
        if wrong:
            raise UsageError(f"`--show-secrets` goes with text output only, not with {wrong[0]}")
        if args.output:
            raise UsageError("`--show-secrets` prints to the terminal only, not to a file")
        if not sys.stdout.isatty():
            warn(
                "`--show-secrets`: standard output is not a terminal, so the secrets are written in full to "
                "where it leads"
            )
    _refuse_dockerfiles(args.images)
    dockerfile = Path(args.dockerfile) if args.dockerfile else None
    if dockerfile is not None and not dockerfile.is_file():
        raise UsageError(f"--dockerfile: {args.dockerfile} is not a file")
    chooser = Chooser(args, about_images=True)
    # An image says nothing about how it is scanned: the configuration is that of the working folder.
    settings = chooser.here()
    from dlinter.report import wants_timelines
    from dlinter.run.scan.images import scan

    gc.freeze()  # the rules stay: to walk over them at each collection took 3 % of a scan
    secrets: dict[str, str] | None = {} if args.show_secrets else None
    with Progress(quiet=args.quiet, color=args.color != "never") as progress:
        timelines = any(wants_timelines(name) for name, _ in formats)
        report = scan(
            args.images, settings, dockerfile, progress, chooser.rules, secrets, timelines=timelines
        )
    report.notes += unused_baseline(settings)
    write_reports(report, args, secrets=secrets)
    return exit_code(report, settings.fails(report.results), args)


def _refuse_dockerfiles(names: list[str]) -> None:
    """Raises UsageError for a text file that is called as a Dockerfile is."""
    from dlinter.model.dockerfile.names import is_dockerfile

    for name in names:
        path = Path(name)
        if is_dockerfile(path.name) and path.is_file():
            with path.open("rb") as file:
                begin = file.read(512)
            if begin.isascii() and b"\0" not in begin:
                raise UsageError(f"{name} is a Dockerfile, not an image: `dlint lint {name}` lints it")
