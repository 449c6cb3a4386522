"""GitLab's secret detection report, version 15.0.7 of its schema, which every GitLab since 16 takes
(gitlab-org, security-report-schemas).

Only findings about secrets are in it. What was not examined is a message of the scan, whose status then is
`failure`.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, TextIO
from uuid import NAMESPACE_URL, uuid5

from dlinter.finding import Report, Result, Severity
from dlinter.model.place import ImagePlace
from dlinter.report import DOCS, help_uri
from dlinter.report.formats.gitlab import file_and_line
from dlinter.report.grouping import message_of
from dlinter.report.paths import Paths
from dlinter.report.pieces import masked
from dlinter.report.plain import clean, fate, layer_of, path_of, valid, write_json
from dlinter.report.regions import on_one_line
from dlinter.report.settings import ReportSettings

ABOUT = "GitLab's secret detection report: the secrets alone"
ENDINGS: tuple[str, ...] = ()
VERSION = "15.0.7"
SCHEMA = (
    f"https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v{VERSION}/dist/secret-de"
    "tection-report-format.json"
)
NO_COMMIT = "0" * 40
"""What GitLab's own analyzer writes where there is no git."""
_NAME, _LINE = 255, 400


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    paths, seen = Paths(settings.root), Counter[str]()
    tool = {
        "id": "dlint",
        "name": "dlint",
        "url": DOCS,
        "vendor": {"name": "dlint"},
        "version": settings.version,
    }
    messages = [
        {"level": "warn" if p.level is Severity.ERROR else "info",
            "value": valid(f"{p.path}: {p.message}" if p.path else p.message)}
        for p in report.unexamined
    ]  # fmt: skip
    write_json(
        {
            "version": VERSION,
            "schema": SCHEMA,
            "scan": {
                "type": "secret_detection",
                "status": "failure" if report.failed else "success",
                "start_time": settings.began,
                "end_time": settings.ended,
                "scanner": tool,
                "analyzer": tool,
                "messages": messages,
            },
            "vulnerabilities": [_entry(result, paths, settings, seen) for result in report.active
                if result.finding.secret is not None],
        },
        out,
    )


def _entry(result: Result, paths: Paths, settings: ReportSettings, seen: Counter[str]) -> dict[str, Any]:
    secret, location = result.finding.secret, result.location
    assert secret is not None
    path, line = file_and_line(result, paths)
    key = "\0".join((result.rule.id, path, valid(result.fingerprint)))
    seen[key] += 1
    entry: dict[str, Any] = {
        "id": str(uuid5(NAMESPACE_URL, valid(f"{key}\0{seen[key]}"))),
        "name": valid(secret.title)[:_NAME],
        "description": valid(message_of(result)),
        "severity": _severity(result),
        # The first says to GitLab whether two findings in one line are one.
        "identifiers": [
            {"type": "dlint_detector", "name": f"dlint detector {secret.detector}", "value": secret.detector},
            {"type": "dlint_rule_id", "name": f"dlint rule {result.rule.id}", "value": result.rule.id,
                "url": help_uri(result.rule.id)},
            {"type": "cwe", "name": "CWE-798", "value": "798"},
        ],
        "location": {"file": valid(path), "commit": {"sha": settings.commit or NO_COMMIT},
            "start_line": line, "end_line": line},
    }
    if secret.rotate:
        entry["solution"] = valid(secret.rotate)
    if location.text is not None and location.span is not None:
        row = location.text.line_span(location.text.line_of(on_one_line(location.text, location.span).start))
        entry["raw_source_code_extract"] = clean(
            masked(location.text, row, location.hidden).decode("utf-8", "replace")
        )[:_LINE]
    if location.image is not None:
        entry["details"] = _details(location.image)
    return entry


def _severity(result: Result) -> str:
    """By GitHub's number for security rules (docs.github.com, "SARIF support", security-severity); what the
    user made a note is one."""
    worth = result.rule.security_severity or 0.0
    if result.severity is Severity.NOTE:
        return "Info"
    return "Critical" if worth >= 9 else "High" if worth >= 7 else "Medium" if worth >= 4 else "Low"


def _details(place: ImagePlace) -> dict[str, Any]:
    """Where in the image it is, each part with its name."""
    told = {
        "image": ("Image", clean(place.image)), "platform": ("Platform", clean(place.platform)),
        "layer": ("Layer", layer_of(place)),
        "path": ("Path", path_of(place)), "fate": ("What became of it", fate(place)),
        "exposure": ("Exposure", place.exposure.value),
    }  # fmt: skip
    return {
        key: {"type": "text", "name": name, "value": value} for key, (name, value) in told.items() if value
    }
