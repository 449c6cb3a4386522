"""GitLab's code quality report (GitLab docs, "Code Quality", "Report format"): the first of equal
fingerprints is shown, the others are not, so a fingerprint here is a result's own and holds no line number.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any, TextIO

from dlinter.finding import Problem, Report, Result, Severity
from dlinter.report.grouping import message_of
from dlinter.report.paths import Paths, image_path
from dlinter.report.plain import valid, write_json
from dlinter.report.settings import ReportSettings

ABOUT = "GitLab's code quality report"
ENDINGS: tuple[str, ...] = ()
UNEXAMINED = "not-examined"
_SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    paths = Paths(settings.root)
    seen: Counter[str] = Counter()
    entries = [_entry(result, paths, seen) for result in report.active]
    write_json([_unexamined(problem, paths, seen) for problem in report.unexamined] + entries, out)


def _unexamined(problem: Problem, paths: Paths, seen: Counter[str]) -> dict[str, Any]:
    """What was not examined, so that no shorter report looks like a better one."""
    path = paths.relative(problem.path) if problem.path else "dlint"
    return {
        "description": valid(problem.message),
        "check_name": UNEXAMINED,
        "fingerprint": _digest("\0".join((UNEXAMINED, path, problem.message)), seen),
        "severity": "critical" if problem.level is Severity.ERROR else _SEVERITY[problem.level],
        "location": {"path": valid(path), "lines": {"begin": 1}},
    }


def _entry(result: Result, paths: Paths, seen: Counter[str]) -> dict[str, Any]:
    path, line = file_and_line(result, paths)
    key = "\0".join((result.rule.id, path, result.fingerprint))
    grave = result.rule.security_severity is not None and result.severity is Severity.ERROR
    return {
        "description": message_of(result),
        "check_name": result.rule.id,
        "fingerprint": _digest(key, seen),
        "severity": "critical" if grave else _SEVERITY[result.severity],
        "location": {"path": valid(path), "lines": {"begin": line}},
    }


def _digest(key: str, seen: Counter[str]) -> str:
    seen[key] += 1
    return hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "surrogateescape")).hexdigest()[:40]


def file_and_line(result: Result, paths: Paths) -> tuple[str, int]:
    """Path in the repository and 1-based line; for a finding in an image that no line is known for a
    synthetic path."""
    text, span, image = result.location.text, result.location.span, result.location.image
    if text is None:
        return image_path(result), (image.line if image else None) or 1
    return paths.relative(result.location.path), text.line_of(span.start) if span is not None else 1
