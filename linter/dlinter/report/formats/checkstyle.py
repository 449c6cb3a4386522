"""Checkstyle's XML, which many CI servers read (Jenkins' warnings plug-in, reviewdog)."""

from __future__ import annotations

from typing import TextIO

from dlinter.finding import Report, Result, Severity
from dlinter.report.formats.gitlab import UNEXAMINED, file_and_line
from dlinter.report.grouping import message_of
from dlinter.report.paths import Paths
from dlinter.report.settings import ReportSettings
from dlinter.report.xml_text import attribute

ABOUT = "Checkstyle's XML, for CI servers and reviewdog"
ENDINGS: tuple[str, ...] = (".xml",)
_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    paths = Paths(settings.root)
    files: dict[str, list[str]] = {}
    for result in report.active:
        path, line = file_and_line(result, paths)
        files.setdefault(path, []).append(_error(result, line))
    for problem in report.unexamined:
        source = attribute(f"dlint.{problem.rule or UNEXAMINED}")
        told = (
            f'    <error line="1" severity="{_SEVERITY[problem.level]}" message={attribute(problem.message)} '
            f'source={source}/>\n'
        )
        files.setdefault(paths.relative(problem.path) if problem.path else "dlint", []).append(told)
    out.write('<?xml version="1.0" encoding="utf-8"?>\n<checkstyle version="4.3">\n')
    for path, errors in files.items():
        out.write(f"  <file name={attribute(path)}>\n{''.join(errors)}  </file>\n")
    out.write("</checkstyle>\n")


def _error(result: Result, line: int) -> str:
    text, span = result.location.text, result.location.span
    column = f' column="{text.position(span.start).column}"' if text is not None and span is not None else ""
    return (
        f'    <error line="{line}"{column} severity="{_SEVERITY[result.severity]}" '
        f'message={attribute(message_of(result))} '
        f"source={attribute('dlint.' + result.rule.id)}/>\n"
    )
