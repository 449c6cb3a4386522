"""GitLab's code quality report (GitLab docs, "Code Quality report format")."""

from __future__ import annotations

import json
from typing import TextIO

from dlinter.finding import Report, Severity
from dlinter.report.plain import image_message
from dlinter.report.settings import ReportSettings

_SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    entries = []
    for result in report.active:
        text, span = result.location.text, result.location.span
        line = text.line_of(span.start) if text is not None and span is not None else 1
        severe = result.rule.security_severity is not None and result.severity is Severity.ERROR
        entries.append({
            "description": image_message(result),
            "check_name": result.rule.id,
            "fingerprint": f"{result.rule.id}:{result.location.path}:{result.fingerprint}",
            "severity": "critical" if severe else _SEVERITY[result.severity],
            "location": {"path": result.location.path.removeprefix("./"), "lines": {"begin": line}},
        })  # fmt: skip
    json.dump(entries, out, indent=2, ensure_ascii=False)
    out.write("\n")
