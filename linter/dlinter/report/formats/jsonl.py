"""JSON, one object a line, for pipelines that read many reports: each says by `type` what it is, and the last
is the `summary`, so that a file which was cut short is known by its end. The fields are those of `json`,
described by the same schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from dlinter.finding import Report
from dlinter.report.formats.json import document
from dlinter.report.plain import valid
from dlinter.report.settings import ReportSettings

ABOUT = "`json` with one object a line, for pipelines that read many reports"
ENDINGS: tuple[str, ...] = (".jsonl", ".ndjson")
KINDS = {"inputs": "input", "rules": "rule", "results": "finding", "problems": "problem", "unread": "unread"}
"""List of the document → `type` of its lines."""


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    for line in lines(document(report, settings)):
        out.write(valid(json.dumps(line, ensure_ascii=False, separators=(",", ":"))) + "\n")


def lines(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects, in order."""
    yield {"type": "report", "version": document["version"], "tool": document["tool"]}
    for name, kind in KINDS.items():
        for value in document[name]:
            yield {"type": kind, **value}
    for note in document["notes"]:
        yield {"type": "note", "message": note}
    yield {"type": "summary", **document["summary"]}
