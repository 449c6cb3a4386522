"""One JSON document, described by `report/json_schema.json`.

Its shape is stable: `version` grows when a field changes its meaning or goes; new fields may come any time.
Lines and columns are 1-based, columns in Unicode code points; `byteStart` and `byteEnd` are half-open offsets
of the file. Bytes that are no UTF-8 are U+FFFD.
"""

from __future__ import annotations

from typing import Any, TextIO

from dlinter.finding import Fix, Report, Result, RuleInfo, Severity
from dlinter.model.place import ImagePlace, Origin
from dlinter.model.text import Span, Text
from dlinter.report import help_uri
from dlinter.report.plain import origin_of, shown, write_json
from dlinter.report.settings import ReportSettings

ABOUT = "for programs: everything dlint knows, described by a JSON schema"
ENDINGS: tuple[str, ...] = (".json",)
VERSION = 1


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    write_json(document(report, settings), out)


def document(report: Report, settings: ReportSettings) -> dict[str, Any]:
    """The whole report as plain values."""
    results = shown(report, settings.show_suppressed)
    active = report.active
    rules = {r.rule.id: r.rule for r in results}
    return {
        "version": VERSION,
        "tool": {"name": "dlint", "version": settings.version},
        "inputs": [{"path": s.path, "kind": s.kind} for s in report.subjects],
        "results": [result_json(r) for r in results],
        "rules": [_rule(rules[id]) for id in sorted(rules)],
        "problems": [{"message": p.message, "path": p.path, "rule": p.rule} for p in report.problems],
        "unread": [{"message": p.message, "path": p.path, "level": p.level.value} for p in report.unread],
        "notes": list(report.notes),
        "summary": {
            "findings": len(active),
            **{level: sum(r.severity.value == level for r in active)
                for level in ("error", "warning", "note")},
            "fixable": sum(r.finding.fix is not None for r in active),
            "unread": sum(p.level is Severity.ERROR for p in report.unread),
            "suppressed": len(report.results) - len(active),
            "inherited": sum(origin_of(r) is Origin.BASE for r in active),
            "shipped": sum(origin_of(r) is Origin.PACKAGE for r in active),
        },
    }


def _rule(rule: RuleInfo) -> dict[str, Any]:
    return {
        "id": rule.id,
        "family": rule.family,
        "summary": rule.summary,
        "severity": rule.severity.value,
        "precision": rule.precision,
        "securitySeverity": rule.security_severity,
        "aliases": list(rule.aliases),
        "help": help_uri(rule.id),
    }


def _region(text: Text, span: Span) -> dict[str, int]:
    start, end = text.position(span.start), text.position(span.end)
    return {
        "line": start.line, "column": start.column, "endLine": end.line, "endColumn": end.column,
        "byteStart": span.start, "byteEnd": span.end,
    }  # fmt: skip


def result_json(result: Result) -> dict[str, Any]:
    """One result as plain values; without a secret, so a fix that writes one has no edits (`withheld`)."""
    location, finding = result.location, result.finding
    text = location.text
    told: dict[str, Any] = {
        "rule": result.rule.id,
        "family": result.rule.family,
        "severity": result.severity.value,
        "message": result.message,
        "path": location.path,
        "fingerprint": result.fingerprint,
    }
    if text is not None and location.span is not None:
        told["region"] = _region(text, location.span)
    if location.image is not None:
        told["image"] = _image(location.image)
    if text is not None and finding.related:
        told["related"] = [{"message": r.message, "region": _region(text, r.span)} for r in finding.related]
    if text is not None and finding.fix is not None:
        told["fix"] = _fix(text, finding.fix)
    if finding.secret is not None:
        mark = finding.secret
        told["secret"] = {
            "detector": mark.detector,
            "title": mark.title,
            "preview": mark.preview,
            "identity": mark.identity,
            "rotate": mark.rotate,
        }
    if result.suppressed_by is not None:
        told["suppressed"] = {
            "by": result.suppressed_by.reason.value,
            "justification": result.suppressed_by.justification,
        }
    return told


def _image(place: ImagePlace) -> dict[str, Any]:
    return {
        "name": place.image,
        "platform": place.platform,
        "exposure": place.exposure.value,
        "layer": place.layer,
        "digest": place.digest,
        "diffID": place.diff_id,
        "history": place.history,
        "createdBy": place.created_by,
        "path": place.path,
        "inner": place.inner,
        "line": place.line,
        "visibility": place.visibility.value if place.visibility else None,
        "removedBy": place.removed_by,
        "reconstructedLine": place.reconstructed_line,
        "part": place.part,
        "origin": place.origin.value,
        "package": place.package,
    }


def _fix(text: Text, fix: Fix) -> dict[str, Any]:
    told: dict[str, Any] = {"title": fix.title, "safety": fix.safety.value, "edits": [], "files": []}
    if fix.withheld:
        return {**told, "withheld": "an edit holds a secret"}
    told["edits"] = [
        {"region": _region(text, e.span), "replacement": e.written(text).decode("utf-8", "surrogateescape")}
        for e in fix.edits
    ]
    told["files"] = [{"path": path, "append": addition} for path, addition in fix.files]
    return told
