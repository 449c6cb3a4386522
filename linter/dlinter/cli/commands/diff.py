"""Says why two builds differ: which steps were rebuilt, and the one cause of each."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from dlinter.cli.errors import UsageError
from dlinter.cli.exit_codes import CLEAN, FAILED, FINDINGS
from dlinter.cli.gates import check_lines
from dlinter.cli.output import write_text
from dlinter.cli.parser import Parser, did_you_mean

if TYPE_CHECKING:
    from dlinter.report.difference import DifferenceReport

SUMMARY = "say why two builds differ, step by step"

FORMATS = ("text", "json", "markdown", "html")
_INPUT = (
    "a `.dockerbuild` record (`docker buildx history export`), an image (archive, layout, registry "
    "reference) with or without provenance, "
    "a `--metadata-file`, a log of `--progress=rawjson` or `plain`, or a cache manifest, recognised by its "
    "content"
)


def add_arguments(parser: Parser) -> None:
    parser.add_argument("old", metavar="OLD", help=f"the build before: {_INPUT}")
    parser.add_argument("new", metavar="NEW", help="the build whose steps are explained")
    parser.add_argument(
        "--build",
        type=int,
        metavar="N",
        help="which build of an input that holds several (default: the first)",
    )
    parser.add_argument(
        "--repo",
        metavar="DIR",
        help="the git repository that names changed files and commits (default: the one around)",
    )
    parser.add_argument(
        "-f", "--format", choices=FORMATS, default="text", help="text (default), json, markdown, html"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="file to write (default: stdout)")
    parser.add_argument(
        "--semantic",
        action="store_true",
        help="of images, leave out what always differs: times, and files that hold them",
    )
    parser.add_argument(
        "--fail-on", action="append", metavar="WHAT", default=[],
        help="exit with 1 when `rebuilt:LINE` was rebuilt, `seconds:N` or more were spent on rebuilt steps, "
            "or `cause:KIND` occurs; may be given several times",
    )  # fmt: skip


def run(args: Namespace) -> int:
    gates = [_gate(text) for text in args.fail_on]
    if args.build is not None and args.build < 1:
        raise UsageError("--build: the number of a build is 1 or more")
    from dlinter.report.edge import harmless
    from dlinter.report.plain import clean
    from dlinter.run.diff.comparison import Wanted, difference_of
    from dlinter.sources.build_json import BuildLogError
    from dlinter.sources.discover import repository_of
    from dlinter.sources.records.open import opened

    if args.repo is not None and not os.path.isdir(args.repo):
        raise UsageError(f"--repo: {args.repo} is not a folder")
    repository = repository_of(args.repo or ".") or (args.repo or "")
    wanted = Wanted(args.build or 0, repository, args.semantic)
    name = args.old
    try:
        with opened(args.old) as old:
            name = args.new
            with opened(args.new) as new:
                name = ""
                report = difference_of(old, new, wanted)
                unread = [*old.problems, *new.problems]  # they are among its notes
    except BuildLogError as error:
        raise UsageError(f"{name}: {error}" if name else str(error)) from None
    if args.format != "json":
        from dlinter.model.masks import mapped

        report = mapped(report, clean)
    text = harmless(_written(report, args.format))
    if args.output and args.output != "-":
        write_text(args.output, text, "surrogateescape")
    else:
        sys.stdout.write(text)
    if report.keys is None:  # keys have no steps at all
        check_lines(
            gates, sorted({step.line for step in report.difference.steps if step.line}), report.new.name
        )
    failed = [gate for gate in gates if _fails(gate, report)]
    return FAILED if unread else FINDINGS if failed else CLEAN


def _written(report: DifferenceReport, form: str) -> str:
    if form == "json":
        from dlinter.report.difference_json import as_json

        return as_json(report)
    if form == "markdown":
        from dlinter.report.difference_markdown import as_markdown

        return as_markdown(report)
    if form == "html":
        from dlinter.report.difference_html import as_html

        return as_html(report)
    from dlinter.report.difference_text import as_text

    return as_text(report, shutil.get_terminal_size((100, 24)).columns)


def _gate(text: str) -> tuple[str, str]:
    kind, colon, value = text.partition(":")
    if not colon or kind not in ("rebuilt", "seconds", "cause"):
        raise UsageError(f"--fail-on {text}: write `rebuilt:LINE`, `seconds:N` or `cause:KIND`")
    if kind == "rebuilt" and not (
        value.isdecimal() and value.isascii() and len(value) < 10 and int(value) > 0
    ):
        raise UsageError(f"--fail-on {text}: `{value}` is not the number of a line")
    if kind == "seconds" and not _is_number(value):
        raise UsageError(f"--fail-on {text}: `{value}` is not a number of seconds")
    if kind == "cause":
        from dlinter.model.difference.nodes import CauseKind

        kinds = [each.value for each in CauseKind]
        if value not in kinds:
            raise UsageError(
                f"--fail-on {text}: there is no cause "
                f"`{value}`{did_you_mean(value, kinds) or ': ' + ', '.join(kinds)}"
            )
    return kind, value


def _is_number(text: str) -> bool:
    try:
        return 0 <= float(text) < 1e12
    except ValueError:
        return False


def _fails(gate: tuple[str, str], report: DifferenceReport) -> bool:
    kind, value = gate
    found = report.difference
    if kind == "rebuilt":
        return any(s.line == int(value) for s in found.rebuilt)
    if kind == "seconds":
        return found.seconds is not None and found.seconds >= float(value)
    return any(s.kind is not None and s.kind.value == value for s in found.steps) or any(
        c.change.kind.value == value for c in found.causes
    )
