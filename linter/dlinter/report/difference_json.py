"""`dlint diff --format json`: one document, described by `report/difference_schema.json`."""

from __future__ import annotations

import json
from typing import Any

from dlinter import __version__
from dlinter.model.difference.images import ImageDifference
from dlinter.model.difference.nodes import Cause, Change, StepDifference
from dlinter.report.difference import DifferenceReport, Side, cause_text, step_text
from dlinter.report.plain import valid

VERSION = 1
MOST_FILES = 1_000
"""Files of one change that are listed."""


def as_json(report: DifferenceReport) -> str:
    found = report.difference
    document: dict[str, Any] = {
        "schema_version": VERSION, "tool": {"name": "dlint", "version": __version__},
        "old": _side(report.old), "new": _side(report.new),
        "summary": {
            "steps": len(found.steps), "rebuilt": len(found.rebuilt), "causes": len(found.causes),
            "seconds": _rounded(found.seconds), "total": _rounded(found.total),
        },
        "steps": [_step(s, report) for s in found.steps],
        "causes": [_cause(c, report) for c in found.causes],
        "unchanged_by": [_change(c) for c in found.idle],
        "removed": [{"line": line, "text": text} for line, text in found.removed],
        "images": _images(report.images) if report.images is not None else None,
        "cache_keys": {
            "same": report.keys.same, "old": report.keys.old, "new": report.keys.new,
            "old_roots": report.keys.old_roots, "new_roots": report.keys.new_roots,
        } if report.keys is not None else None,
        "notes": list(found.notes),
    }  # fmt: skip
    return valid(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _side(side: Side) -> dict[str, Any]:
    return {
        "name": side.name, "kind": side.kind, "revision": side.revision or None, "ref": side.ref or None,
        "failed": side.failed,
        "platforms": list(side.platforms), "versions": dict(side.versions),
    }  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value, "what": change.what, "name": change.name or None, "old": change.old,
        "new": change.new, "secret": change.secret,
        "layers_same": change.layers, "files": [{"path": f.path, "how": f.how, "commit": f.commit or None}
            for f in change.files[:MOST_FILES]],
        "file_count": len(change.files), "message": cause_text(change),
    }  # fmt: skip


def _cause(cause: Cause, report: DifferenceReport) -> dict[str, Any]:
    return {
        "id": cause.id, **_change(cause.change), "line": cause.line, "stage": cause.stage,
        "steps": list(cause.steps), "seconds": _rounded(cause.seconds),
        "rule": cause.rule or None,
    }  # fmt: skip


def _step(step: StepDifference, report: DifferenceReport) -> dict[str, Any]:
    steps = report.difference.steps
    cause = None
    if step.kind is not None:
        own = next((c for c in report.difference.causes if c.id == step.cause), None)
        cause = {
            "kind": step.kind.value, "id": step.cause, "also": list(step.also), "sure": step.sure,
            "used": step.used, "message": step_text(step, report.difference),
            "steps": [{"at": at, "line": steps[at].line, "stage": steps[at].stage} for at in step.via],
            "details": _change(own.change) if own is not None else None,
        }  # fmt: skip
    return {
        "at": step.at, "stage": step.stage, "line": step.line, "old_line": step.old_line,
        "instruction": step.instruction, "text": step.text,
        "status": step.status.value, "seconds": _rounded(step.seconds), "cause": cause,
        "roots": list(step.roots), "stops_here": step.stops_here,
        "layer": step.layer or None, "same_layer": step.same_layer,
    }  # fmt: skip


def _images(images: ImageDifference) -> dict[str, Any]:
    return {
        "same": images.same, "old_digest": images.old_digest or None,
        "new_digest": images.new_digest or None, "old_size": images.old_size, "new_size": images.new_size,
        "layers": [
            {
                "instruction": x.instruction, "same": x.same, "old_digest": x.old_digest or None,
                "new_digest": x.new_digest or None, "old_size": x.old_size,
                "new_size": x.new_size, "differing_files": x.count, "kinds": dict(x.kinds),
                "problem": x.problem or None,
                "files": [{"path": f.path, "how": list(f.how), "old_size": f.old_size,
                    "new_size": f.new_size} for f in x.files],
            }
            for x in images.layers
        ],
        "packages": [{"manager": p.manager, "name": p.name, "old": p.old, "new": p.new}
            for p in images.packages],
        "config": [{"field": name, "old": old, "new": new} for name, old, new in images.config],
        "history": [{"old": old, "new": new} for old, new in images.history],
        "problems": list(images.problems),
    }  # fmt: skip
