"""Scans built images for secrets: archives, layout folders, registries, daemons, plain folders."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from dlinter.cli.errors import UsageError
from dlinter.cli.output import add_output, formats_of, write_reports
from dlinter.cli.parser import Parser
from dlinter.cli.selection import Chooser, add_config, add_selection, jobs
from dlinter.cli.verdict import exit_code
from dlinter.report.plain import clean

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

SUMMARY = "find secrets in built images"

AFTER = 1.0
"""Seconds without a bar: most scans are over by then."""


def add_arguments(parser: Parser) -> None:
    from dlinter.sources.reference import HELP

    parser.add_argument("images", nargs="+", metavar="IMAGE", help=HELP)
    parser.add_argument("--dockerfile", metavar="FILE", help="tie each layer to the instruction of this file that made it")
    parser.add_argument("--platform", metavar="OS/ARCH[/VARIANT]", help="which image of an index (default: all)")
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write the cache folder")
    parser.add_argument("--jobs", type=jobs, metavar="N", help="layers that are read at a time (default: one for each core)")
    parser.add_argument(
        "--unread", choices=("fail", "note"),
        help="what a part of an image that cannot be read does, such as an encrypted archive: exit with 2 (default), or only be reported",
    )  # fmt: skip
    add_output(parser)
    parser.add_argument("--show-secrets", action="store_true", help="print secrets in full (text to the terminal only)")
    add_selection(parser)
    add_config(parser)


def run(args: Namespace) -> int:
    formats = formats_of(args)
    if args.show_secrets:
        wrong = sorted({name for name, _ in formats} - {"text"})
        if wrong:
            raise UsageError(f"`--show-secrets` goes with text output only, not with {wrong[0]}")
        if args.output:
            raise UsageError("`--show-secrets` prints to the terminal only, not to a file")
    dockerfile = Path(args.dockerfile) if args.dockerfile else None
    if dockerfile is not None and not dockerfile.is_file():
        raise UsageError(f"--dockerfile: {args.dockerfile} is not a file")
    chooser = Chooser(args)
    # An image says nothing about how it is scanned: the configuration is that of the working folder.
    settings = chooser.here()
    from dlinter.report import wants_timelines
    from dlinter.run.scan.images import scan

    secrets: dict[str, str] | None = {} if args.show_secrets else None
    with Progress(quiet=args.quiet, color=args.color != "never") as progress:
        timelines = any(wants_timelines(name) for name, _ in formats)
        report = scan(args.images, settings, dockerfile, progress, chooser.rules, secrets, timelines=timelines)
    write_reports(report, args, secrets=secrets)
    return exit_code(report, settings.fails(report.results), args)


class Progress:
    """A bar on stderr, drawn by rich, on a terminal and after about a second. Called with the bytes done, the bytes in
    all (0 when unknown), and what is being read."""

    def __init__(self, *, quiet: bool, color: bool, clock: Callable[[], float] = monotonic) -> None:
        self._on = sys.stderr.isatty() and not quiet
        self._color = color
        self._clock = clock
        self._began = clock()
        self._bar: RichProgress | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int, what: str = "") -> None:
        if not self._on or (self._bar is None and self._clock() - self._began < AFTER):
            return
        if self._bar is None:
            self._bar = self._start()
        self._bar.update(self._bar.task_ids[0], completed=done, total=total or None, description=clean(what)[-40:])

    def _start(self) -> RichProgress:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
        from rich.progress import Progress as RichProgress

        console = Console(stderr=True, no_color=not self._color)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        bar = RichProgress(*columns, console=console, transient=True)
        bar.add_task("", total=None)
        bar.start()
        return bar
