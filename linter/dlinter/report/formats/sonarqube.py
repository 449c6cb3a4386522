"""SonarQube's generic issues (docs.sonarsource.com, "Generic issue import format"), in the form with rules
beside issues, since 10.3.

Lines are 1-based, columns 0-based and of UTF-16 units. A range is left out where it would be refused: in an
empty line, and in a file that is not there, such as a place in an image, whose issue SonarQube shows with a
file of that name only.
"""

from __future__ import annotations

from typing import Any, TextIO

from dlinter.finding import Problem, Report, Result, RuleInfo, Severity
from dlinter.model.text import BOM, Span, Text
from dlinter.report import help_uri
from dlinter.report.formats.gitlab import UNEXAMINED, file_and_line
from dlinter.report.grouping import message_of
from dlinter.report.paths import Paths
from dlinter.report.plain import valid, write_json
from dlinter.report.regions import on_one_line
from dlinter.report.settings import ReportSettings

ABOUT = "SonarQube's generic issues, where style stays style"
ENDINGS: tuple[str, ...] = ()
ENGINE = "dlint"
_SEVERITY = {Severity.ERROR: "CRITICAL", Severity.WARNING: "MAJOR", Severity.NOTE: "MINOR"}
_IMPACT = {Severity.ERROR: "HIGH", Severity.WARNING: "MEDIUM", Severity.NOTE: "LOW"}


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    paths, results = Paths(settings.root), report.active
    gravest: dict[str, Severity] = {}
    rules: dict[str, RuleInfo] = {}
    for result in results:
        rules[result.rule.id] = result.rule
        gravest[result.rule.id] = min(
            gravest.get(result.rule.id, result.severity), result.severity, key=lambda s: s.rank
        )
    told = [_rule(rules[id], gravest[id]) for id in sorted(rules)]
    if report.unexamined:
        told.insert(0, _unexamined_rule(report.unexamined[0].level))
    issues = [_unexamined(problem, paths) for problem in report.unexamined] + [
        _issue(result, paths) for result in results
    ]
    write_json({"rules": told, "issues": issues}, out)


def _rule(rule: RuleInfo, severity: Severity) -> dict[str, Any]:
    """The gravest severity of its findings: an issue has none of its own."""
    if rule.security_severity is not None:
        attribute, kind, quality = "TRUSTWORTHY", "VULNERABILITY", "SECURITY"
    elif severity is Severity.ERROR:
        attribute, kind, quality = "LOGICAL", "BUG", "RELIABILITY"
    else:
        attribute, kind, quality = "CONVENTIONAL", "CODE_SMELL", "MAINTAINABILITY"
    return {
        "id": rule.id,
        "name": rule.id.replace("-", " "),
        "description": f"{rule.summary} See {help_uri(rule.id)}",
        "engineId": ENGINE,
        "cleanCodeAttribute": attribute,
        "type": kind,
        "severity": _SEVERITY[severity],
        "impacts": [{"softwareQuality": quality, "severity": _IMPACT[severity]}],
    }


def _unexamined_rule(severity: Severity) -> dict[str, Any]:
    told = RuleInfo(
        UNEXAMINED, "", "Something was not examined, so what is in it is not known.", "", severity
    )
    return {**_rule(told, severity), "cleanCodeAttribute": "COMPLETE"}


def _unexamined(problem: Problem, paths: Paths) -> dict[str, Any]:
    path = paths.relative(problem.path) if problem.path else "dlint"
    return {
        "ruleId": UNEXAMINED,
        "primaryLocation": {"message": valid(problem.message), "filePath": valid(path)},
    }


def _issue(result: Result, paths: Paths) -> dict[str, Any]:
    path, _ = file_and_line(result, paths)
    text = result.location.text
    issue: dict[str, Any] = {
        "ruleId": result.rule.id,
        "primaryLocation": _location(message_of(result), path, text, result.location.span),
    }
    if text is not None and result.finding.related:
        issue["secondaryLocations"] = [
            _location(r.message, path, text, r.span) for r in result.finding.related
        ]
    return issue


def _location(message: str, path: str, text: Text | None, span: Span | None) -> dict[str, Any]:
    told: dict[str, Any] = {"message": valid(message), "filePath": valid(path)}
    if text is not None and (where := _range(text, on_one_line(text, span))):
        told["textRange"] = where
    return told


def _range(text: Text, span: Span) -> dict[str, int]:
    """A range of one line; {} in an empty file."""
    line = text.line_of(span.start)
    row = text.line_span(line)
    if row.start == 0 and text.data.startswith(BOM):
        row = Span(len(BOM), max(row.end, len(BOM)))
    if row.start == row.end:
        return {}
    start, end = (_units(text.data[row.start : max(row.start, offset)]) for offset in (span.start, span.end))
    return (
        {"startLine": line, "endLine": line, "startColumn": start, "endColumn": end}
        if end > start
        else {"startLine": line}
    )


def _units(data: bytes) -> int:
    """UTF-16 units of bytes, as a program in Java counts them."""
    return len(data.decode("utf-8", "replace").encode("utf-16-le")) // 2
