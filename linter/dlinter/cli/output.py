"""`--format` and `--output`: which reports are written, and where to."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, TextIO

from dlinter.cli.errors import UsageError
from dlinter.cli.terminal import use_color
from dlinter.finding import Report

if TYPE_CHECKING:
    from dlinter.report import ReportSettings

TEXT, GITHUB = "text", "github"


def format_names() -> tuple[str, ...]:
    """The formats, text first."""
    from dlinter.report import FORMATS

    return tuple(FORMATS)


def add_output(parser: ArgumentParser) -> None:
    """The options about what is written where."""
    group = parser.add_argument_group("reports")
    group.add_argument("--format", metavar="FORMAT", help="text (default), json, sarif, github")
    group.add_argument(
        "-o", "--output", metavar="[FORMAT=]FILE", action="append",
        help="write the report to a file; with FORMAT= beside what goes to stdout; may be given several times",
    )  # fmt: skip


def formats_of(args: Namespace) -> list[tuple[str, str]]:
    """`(format, file)` of each report, file "" for stdout. Raises UsageError."""
    names = format_names()
    wanted = args.format or os.environ.get("DLINT_FORMAT") or ""
    if wanted and wanted not in names:
        from dlinter.cli.parser import did_you_mean

        raise UsageError(f"unknown format `{wanted}`{did_you_mean(wanted, names) or ': ' + ', '.join(names)}")
    files, plain = [], False
    for output in args.output or ():
        name, equals, file = output.partition("=")
        if equals and name in names:
            if not file:
                raise UsageError(f"--output {output}: no file named")
            files.append((name, file))
        else:
            files.append((wanted or TEXT, output))
            plain = True
    if plain:
        return files
    if wanted:
        return [(wanted, ""), *files]
    annotate = os.environ.get("GITHUB_ACTIONS") == "true" and GITHUB in names
    return [(TEXT, ""), *([(GITHUB, "")] if annotate else []), *files]


def write_reports(report: Report, args: Namespace, stdout: TextIO | None = None) -> None:
    """Writes every report that was asked for. Raises UsageError where a file cannot be written."""
    from dlinter.report import FORMATS

    out = stdout or sys.stdout
    for name, file in formats_of(args):
        if not file or file == "-":
            FORMATS[name](report, _settings(args, out), out)
            out.flush()
            continue
        try:
            with open(file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:  # noqa: PTH123
                FORMATS[name](report, _settings(args, stream), stream)
        except OSError as error:
            raise UsageError(f"--output {file}: {error.strerror or error}") from None


def _settings(args: Namespace, out: TextIO) -> ReportSettings:
    from dlinter.report import ReportSettings

    return ReportSettings(
        color=use_color(args.color, out), tty=out.isatty(), quiet=args.quiet, show_suppressed=args.show_suppressed,
        show_secrets=getattr(args, "show_secrets", False),
    )  # fmt: skip
