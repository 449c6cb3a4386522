"""`--format` and `--output`: which reports are written, and where to."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from time import gmtime, strftime, time
from typing import TYPE_CHECKING, TextIO

from dlinter.cli.errors import UsageError
from dlinter.cli.terminal import tell, use_color
from dlinter.disk.read import RefusedFile
from dlinter.finding import Report

if TYPE_CHECKING:
    from dlinter.report.settings import ReportSettings

_BEGAN = time()
TEXT, GITHUB = "text", "github"


def format_names() -> tuple[str, ...]:
    """The formats, text first."""
    from dlinter.report import FORMATS

    return tuple(FORMATS)


def _format_help() -> str:
    first, *others = format_names()
    return f"{first} (default), {', '.join(others)}"


def add_output(parser: ArgumentParser) -> None:
    """The options about what is written where."""
    group = parser.add_argument_group("reports")
    group.add_argument("-f", "--format", metavar="FORMAT", help=_format_help())
    group.add_argument(
        "-o", "--output", metavar="[FORMAT=]FILE", action="append",
        help="write the report to a file, without --format in the format of its ending; with FORMAT= beside "
            "what goes to stdout; may be given several times",
    )  # fmt: skip
    group.add_argument(
        "--statistics",
        action="store_true",
        help="text: how many findings each rule has, in place of the findings",
    )


def formats_of(args: Namespace) -> list[tuple[str, str]]:
    """`(format, file)` of each report, file "" for stdout. Raises UsageError."""
    names = format_names()
    from dlinter.report import formats_of_file

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
            claimed = formats_of_file(output) if not args.format else ()
            if len(claimed) > 1:
                both = " or ".join(f"`{each}={output}`" for each in claimed)
                raise UsageError(f"--output {output}: name the format: {both}")
            files.append((claimed[0] if claimed else wanted or TEXT, output))
            plain = True
    if plain:
        return files
    if wanted:
        return [(wanted, ""), *files]
    annotate = os.environ.get("GITHUB_ACTIONS") == "true" and GITHUB in names
    return [(TEXT, ""), *([(GITHUB, "")] if annotate else []), *files]


def write_reports(
    report: Report, args: Namespace, stdout: TextIO | None = None, secrets: Mapping[str, str] | None = None
) -> None:
    """Writes every report that was asked for. `secrets` are raw values by fingerprint; they go to stdout as
    text, nowhere else. Raises UsageError where a file cannot be written."""
    from dlinter.report import FORMATS

    out, failed = stdout or sys.stdout, None
    reports = formats_of(args)
    for name, file in reports:
        if not file or file in ("-", "/dev/stdout"):
            FORMATS[name].write(
                report,
                out,
                _settings(args, out, use_color(args.color, out), secrets if name == TEXT else None),
            )
            out.flush()
            continue
        try:
            stream = StringIO()
            FORMATS[name].write(report, stream, _settings(args, stream, args.color == "always"))
            write_text(file, stream.getvalue(), "backslashreplace")
        except UsageError as error:  # the other reports are still written
            failed = failed or error
    if failed is not None:
        raise failed
    _say(report, args, reports, out)


def _say(report: Report, args: Namespace, reports: list[tuple[str, str]], out: TextIO) -> None:
    """On a terminal that no report went to: what was found, in one line; and where a file has a format that
    its ending does not say."""
    tell([note for name, file in reports if (note := _odd_ending(name, file, args))], args)
    if (
        args.quiet
        or not sys.stderr.isatty()
        or not report.subjects
        or any(not file and out.isatty() for _, file in reports)
    ):
        return
    from dlinter.report.formats.text import outcome

    files = [file for _, file in reports if file]
    tell([outcome(report) + (f"; report in {', '.join(files)}" if files else "")], args, concealed=True)


def _odd_ending(name: str, file: str, args: Namespace) -> str:
    """Where nobody named the format of a file, and no format has its ending."""
    ending = Path(file).suffix
    if name != TEXT or not ending or args.format or f"{TEXT}={file}" in (args.output or ()):
        return ""
    from dlinter.report import formats_of_file

    return (
        ""
        if formats_of_file(file) or os.environ.get("DLINT_FORMAT") or file.startswith("/dev/")
        else f"{file} is written as text, as no format has the ending `{ending}`: for another one write `-o "
            f"FORMAT={file}`"
    )

def write_text(file: str, text: str, errors: str = "strict") -> None:
    """Writes what `--output` names, whole or not at all, and never through a link that a scanned tree may
    hold. Raises UsageError."""
    write_bytes(file, text.encode("utf-8", errors))


def write_bytes(file: str, data: bytes) -> None:
    """As `write_text`."""
    from dlinter.disk.write import write_output

    try:
        write_output(file, data)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(
            f"--output {file}: {f'is not written: it {why}' if isinstance(error, RefusedFile) else why}"
        ) from None


def _settings(
    args: Namespace, out: TextIO, color: bool, secrets: Mapping[str, str] | None = None
) -> ReportSettings:
    from dlinter.report.settings import ReportSettings
    from dlinter.sources.discover import repository_of

    root = repository_of(os.getcwd())  # noqa: PTH109
    return ReportSettings(
        color=color, terminal=out.isatty(), quiet=args.quiet, show_suppressed=args.show_suppressed,
        root=Path(root) if root else None, commit=os.environ.get("CI_COMMIT_SHA", ""), began=_utc(_BEGAN),
        ended=_utc(time()), width=_width(out), secrets=secrets or {},
        statistics=getattr(args, "statistics", False),
    )  # fmt: skip


def _utc(seconds: float) -> str:
    """A time as GitLab writes it; that of SOURCE_DATE_EPOCH where a build is to come out the same."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return strftime(
        "%Y-%m-%dT%H:%M:%S", gmtime(int(fixed) if fixed.isdecimal() and len(fixed) < 12 else seconds)
    )


def _width(out: TextIO) -> int:
    if not out.isatty():
        return 100
    import shutil

    return shutil.get_terminal_size((100, 24)).columns
