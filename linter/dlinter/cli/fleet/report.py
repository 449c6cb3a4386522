"""Says which secrets are in which images, which base they come from, whose they are, what is new, and what
was not read."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN, FAILED, FINDINGS
from dlinter.cli.fleet.common import clean_errors
from dlinter.cli.output import write_bytes
from dlinter.cli.parser import Parser, did_you_mean
from dlinter.cli.terminal import tell
from dlinter.finding import Severity
from dlinter.policy.config import FAIL_ON

if TYPE_CHECKING:
    from dlinter.fleet.read import Reader
    from dlinter.fleet.report.owners import Owners
    from dlinter.fleet.report.view import Choice, View

SUMMARY = "say what is in a fleet"
_TABLES = ("csv", "parquet")


def add_arguments(parser: Parser) -> None:
    from dlinter.fleet.report.formats import format_names

    parser.add_argument("file", metavar="FILE", help="the fleet's file")
    first, *others = format_names()
    parser.add_argument(
        "-f", "--format", metavar="FORMAT", default="", help=f"{first} (default), {', '.join(others)}"
    )
    parser.add_argument(
        "-o", "--output", metavar="[FORMAT=]FILE", action="append", default=[],
        help="write the report to a file, without --format in the format of its ending; with FORMAT= beside "
            "what goes to stdout; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--export",
        metavar="KIND[=FOLDER]",
        default="",
        help="write tables of all findings, secrets, images and problems: csv, or parquet (needs `pip "
            "install 'dlinter[parquet]'`)",
    )
    which = parser.add_argument_group("which images")
    which.add_argument(
        "--image",
        metavar="NAME",
        action="append",
        default=[],
        help="only this image: its findings, whether it inherits them, and in which images the layer is",
    )
    which.add_argument(
        "--repository",
        metavar="GLOB",
        action="append",
        default=[],
        help="only these repositories: `team/*`, `registry.example/team/**`",
    )
    which.add_argument(
        "--owners",
        metavar="FILE",
        help="who owns which repository, in the syntax of CODEOWNERS: the last line that matches wins",
    )
    which.add_argument(
        "--owner", metavar="NAME", action="append", default=[], help="only what this owner of --owners has"
    )
    parser.add_argument(
        "--since",
        metavar="WHEN",
        help="what is new: since a date (2026-01-31, or with a time), `last` for the last plan, the number "
            "of a run, or another fleet's file",
    )
    parser.add_argument(
        "--by",
        choices=("image", "repository"),
        default="image",
        help="sarif: a run for each image (default) or repository",
    )
    parser.add_argument(
        "--top",
        type=_top,
        metavar="N",
        help="rows of a list for people: 0 for all (default: 20 in text and markdown, 1,000 in html, which "
            "has no more)",
    )
    parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="warning",
        help="exit with 1 from this severity on; with --since for new findings only (default: warning)",
    )
    parser.add_argument(
        "--unread",
        choices=("fail", "note"),
        default="fail",
        help="what was not read: exit with 2 (default), or only report it",
    )


def _top(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise ValueError(text)
    return int(text)


def run(args: Namespace) -> int:
    outputs = _outputs(args)
    from dlinter.fleet.read import Reader
    from dlinter.fleet.report.view import View

    with clean_errors(), _damage(args.file), Reader(Path(args.file)) as reader:
        choice = _choice(args, reader)
        try:
            view = View(reader, choice, Path(args.file).name)
        except ValueError as error:
            raise UsageError(str(error)) from None
        for name, file in outputs:
            _write(view, name, file)
        if args.export:
            _export(view, args)
        if not any(not file for _, file in outputs):  # nothing else says what made the exit code
            tell(
                [
                    f"{view.verdict}; report in {', '.join(file for _, file in outputs)}"
                    if outputs
                    else view.verdict
                ],
                args,
            )
        if not view.complete:
            effect = (
                "exit code 2" if args.unread == "fail" else "no effect on the exit code, by `--unread note`"
            )
            tell(
                [
                    (f"not everything was read: {view.totals.images_not_read:,} images are not clean for it "
                    f"({effect})")
                ],
                args,
            )
        if not view.complete and args.unread == "fail":
            return FAILED
        return FINDINGS if view.totals.failing else CLEAN


@contextmanager
def _damage(file: str) -> Iterator[None]:
    """What sqlite says while rows are read, as an error of the command."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        raise UsageError(
            f"{file}: cannot be read to its end "
            f"({getattr(error, 'sqlite_errorname', '') or type(error).__name__}): plan into a new file"
        ) from None


def _choice(args: Namespace, reader: Reader) -> Choice:
    from dlinter.fleet.report.since import since_of
    from dlinter.fleet.report.view import Choice
    from dlinter.policy.globs import compile_glob

    if args.owner and not args.owners:
        raise UsageError("--owner goes with --owners, the file that says what an owner has")
    try:
        for glob in args.repository:
            compile_glob(glob)
    except ValueError as error:
        raise UsageError(f"--repository: {error}") from None
    try:
        since = since_of(args.since, reader) if args.since else None
    except ValueError as error:
        raise UsageError(f"--since: {error}") from None
    fail_on = Severity(args.fail_on) if args.fail_on in tuple(Severity) else None
    return Choice(
        images=tuple(args.image), repositories=tuple(args.repository), owned_by=tuple(args.owner),
        owners=_owners(args.owners) if args.owners else None, since=since, fail_on=fail_on,
        top=args.top, by=args.by,
    )  # fmt: skip


def _owners(file: str) -> Owners:
    from dlinter.disk.read import read_small, unread
    from dlinter.fleet.report.owners import read_owners

    try:
        return read_owners(read_small(file).decode())
    except OSError as error:
        raise UsageError(f"--owners {file}: {unread(error)}") from None
    except ValueError as error:
        why = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise UsageError(f"--owners {file}: {why}") from None


def _outputs(args: Namespace) -> list[tuple[str, str]]:
    """Format and file of each report, file "" for stdout. Raises UsageError."""
    from dlinter.fleet.report.formats import DEFAULT, format_names, format_of_file

    names = format_names()
    if args.format and args.format not in names:
        raise UsageError(
            f"unknown format `{args.format}`{did_you_mean(args.format, names) or ': ' + ', '.join(names)}"
        )
    done, beside = [], True
    for output in args.output:
        name, equals, file = output.partition("=")
        if equals and name in names:
            if not file:
                raise UsageError(f"--output {output}: no file named")
            done.append((name, file))
        else:
            done.append((args.format or format_of_file(output) or DEFAULT, output))
            beside = False
    return (
        [(args.format or DEFAULT, ""), *done] if beside and (args.format or done or not args.export) else done
    )


def _write(view: View, name: str, file: str) -> None:
    from dlinter.fleet.report.formats import format_of

    if file in ("", "-", "/dev/stdout"):
        format_of(name).write(view, sys.stdout)
        return
    data = BytesIO()  # half of what a StringIO takes, and it may be 100 MB
    stream = TextIOWrapper(data, encoding="utf-8", errors="backslashreplace", newline="\n")
    format_of(name).write(view, stream)
    stream.flush()
    write_bytes(file, data.getvalue())


def _export(view: View, args: Namespace) -> None:
    from dlinter.fleet.report.export import ExportError, export

    kind, equals, folder = args.export.partition("=")
    if kind not in _TABLES or (equals and not folder):
        raise UsageError(
            f"--export {args.export}: write csv or parquet, and after a `=` the folder for the files"
        )
    target = Path(folder) if folder else Path(f"{Path(args.file).stem}-{kind}")
    try:
        files = export(view, kind, target)
    except ExportError as error:
        raise UsageError(f"--export: {error}") from None
    except OSError as error:
        raise UsageError(f"--export {target}: {error.strerror or error}") from None
    tell([f"{target}: {', '.join(file.name for file in files)}"], args)
