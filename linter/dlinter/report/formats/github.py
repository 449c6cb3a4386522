"""GitHub workflow commands: annotations in the job's log and on the lines of a pull request.

A step shows ten annotations of each level and no more (actions/toolkit, problem-matchers.md): the ten gravest
are given, the rest is text, and a line says so.
"""

from __future__ import annotations

from typing import TextIO

from dlinter.finding import Report, Severity
from dlinter.report.formats.text import place
from dlinter.report.grouping import Group, gravest_first, grouped
from dlinter.report.paths import Paths, image_path
from dlinter.report.plain import clean
from dlinter.report.regions import on_one_line
from dlinter.report.settings import ReportSettings

ABOUT = "annotations in the log of a GitHub Actions job and on the lines of a pull request"
ENDINGS: tuple[str, ...] = ()
MOST = 10
TITLE = "dlint could not check everything"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    paths = Paths(settings.root)
    groups = gravest_first(grouped(report.active))
    used = dict.fromkeys(Severity, 0)
    for problem in report.unexamined:
        used[problem.level] += 1
        where = f"file={_property(clean(paths.relative(problem.path)))},line=1," if problem.path else ""
        # Those beyond what a step shows are text in its log.
        mark = (
            f"::{_LEVEL[problem.level]} {where}title={_property(TITLE)}::"
            if used[problem.level] <= MOST
            else f"{problem.level.value}: {TITLE}: "
        )
        out.write(f"{mark}{_data(clean(problem.message))}\n")
    for severity in Severity:
        mine = [g for g in groups if g.first.severity is severity]
        most = max(0, MOST - used[severity])
        for group in mine[:most]:
            out.write(annotation(group, paths) + "\n")
        if len(mine) > most:
            out.write(
                f"{len(mine) - most} more of level {severity.value}; a step shows {MOST} annotations of each "
                "level:\n"
            )
            for group in mine[most:]:
                out.write(
                    f"{place(group.first)}: {severity.value} {group.first.rule.id} "
                    f"{clean(group.message)}{f' (now: {group.advice})' if group.advice else ''}\n"
                )


def annotation(group: Group, paths: Paths) -> str:
    """One workflow command. Only the first line of a span: an annotation shows only where all its lines are
    in the diff."""
    first = group.first
    location, text, span = first.location, first.location.text, group.span
    if text is None:
        line = (location.image.line if location.image else None) or 1
        parts = [f"file={_property(clean(image_path(first)))}", f"line={line}"]
    else:
        shown = on_one_line(text, span)
        start, end = text.position(shown.start), text.position(shown.end)
        parts = [
            f"file={_property(clean(paths.relative(location.path)))}",
            f"line={start.line}",
            f"endLine={start.line}",
        ]
        if span is not None:
            parts += [f"col={start.column}", f"endColumn={end.column}"]
    parts.append(f"title={_property('dlint ' + first.rule.id)}")
    now = f"\nnow: {group.advice}" if group.advice else ""
    return f"::{_LEVEL[first.severity]} {','.join(parts)}::{_data(clean(group.message) + now)}"


def _data(text: str) -> str:
    """actions/toolkit, command.ts, escapeData."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """actions/toolkit, command.ts, escapeProperty."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
