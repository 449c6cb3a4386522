"""One JSON document. Its shape is stable: `version` grows when a field changes its meaning; new fields may come."""

from __future__ import annotations

import json
from typing import Any, TextIO

from dlinter import __version__
from dlinter.finding import Report, Result
from dlinter.model.text import Span, Text
from dlinter.report.plain import shown
from dlinter.report.settings import ReportSettings

VERSION = 1


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    results = shown(report, settings.show_suppressed)
    document = {
        "version": VERSION,
        "tool": {"name": "dlint", "version": __version__},
        "results": [result_json(r) for r in results],
        "problems": [{"message": p.message, "path": p.path, "rule": p.rule} for p in report.problems],
        "notes": list(report.notes),
        "inputs": [{"path": s.path, "kind": s.kind} for s in report.subjects],
        "summary": {
            "findings": len(report.active),
            "suppressed": len(report.results) - len(report.active),
        },
    }
    json.dump(document, out, indent=2, ensure_ascii=False)
    out.write("\n")


def _span(text: Text, span: Span) -> dict[str, int]:
    start, end = text.position(span.start), text.position(span.end)
    return {
        "line": start.line, "column": start.column, "endLine": end.line, "endColumn": end.column,
        "byteStart": span.start, "byteEnd": span.end,
    }  # fmt: skip


def result_json(result: Result) -> dict[str, Any]:
    """One result as plain values."""
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
        told["region"] = _span(text, location.span)
    if location.image is not None:
        place = location.image
        told["image"] = {
            "name": place.image, "exposure": place.exposure.value, "layer": place.layer, "digest": place.digest,
            "diffID": place.diff_id, "history": place.history, "createdBy": place.created_by, "path": place.path,
            "inner": place.inner, "line": place.line, "platform": place.platform, "removedBy": place.removed_by,
            "visibility": place.visibility.value if place.visibility else None,
        }  # fmt: skip
    if text is not None and finding.related:
        told["related"] = [{"message": r.message, "region": _span(text, r.span)} for r in finding.related]
    if text is not None and finding.fix is not None:
        fix = finding.fix
        told["fix"] = {
            "title": fix.title,
            "safety": fix.safety.value,
            "edits": [{"region": _span(text, e.span), "replacement": e.replacement} for e in fix.edits],
            "files": [{"path": path, "append": addition} for path, addition in fix.files],
        }
    if result.suppressed_by is not None:
        told["suppressed"] = {
            "by": result.suppressed_by.reason.value,
            "justification": result.suppressed_by.justification,
        }
    return told
