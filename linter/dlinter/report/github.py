"""GitHub workflow commands: annotations in the job's log and on the lines of a pull request.

A step shows ten annotations of each level and no more (actions/toolkit, problem-matchers.md): the ten gravest are given, the
rest is text, and a line says so.
"""

from __future__ import annotations

from typing import TextIO

from dlinter.finding import Report, Result, Severity
from dlinter.report.plain import image_message
from dlinter.report.settings import ReportSettings
from dlinter.report.text import place

MOST = 10
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    for severity in Severity:
        results = [r for r in report.active if r.severity is severity]
        for result in results[:MOST]:
            out.write(annotation(result) + "\n")
        if len(results) > MOST:
            out.write(f"{len(results) - MOST} more of level {severity.value} (a step shows {MOST} annotations of each):\n")
            for result in results[MOST:]:
                out.write(f"{place(result)}: {severity.value} {result.rule.id} {image_message(result)}\n")
    for problem in report.problems:
        where = f"file={_property(problem.path)}," if problem.path else ""
        out.write(f"::error {where}title=dlint::{_data(problem.message)}\n")


def annotation(result: Result) -> str:
    """One workflow command. Only the first line of a span: an annotation shows only where all its lines are in the diff."""
    location = result.location
    parts = [f"file={_property(location.path)}"]
    text = location.text
    if text is not None:
        start = text.position(location.span.start if location.span else 0)
        parts += [f"line={start.line}", f"endLine={start.line}", f"col={start.column}"]
        if location.span is not None:
            line = text.line_span(start.line)
            end = text.position(max(min(location.span.end, line.end), location.span.start))
            parts.append(f"endColumn={max(end.column, start.column)}")
    parts.append(f"title={_property('dlint ' + result.rule.id)}")
    return f"::{_LEVEL[result.severity]} {','.join(parts)}::{_data(image_message(result))}"
