"""reviewdog's diagnostics (reviewdog, proto/rdf/reviewdog.proto): comments on a pull request, with fixes that
one click takes over.

Columns are 1-based and count bytes, ends are exclusive. A fix is one suggestion, whatever its edits:
reviewdog takes each of several for another way to fix the same. Fields that are not in the first version of
the format are left out: reviewdog refuses those that it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO

from dlinter.finding import Fix, Problem, Report, Safety, Severity
from dlinter.model.text import Span, Text
from dlinter.report import DOCS, help_uri
from dlinter.report.formats.gitlab import UNEXAMINED, file_and_line
from dlinter.report.grouping import Group, gravest_first, grouped
from dlinter.report.paths import Paths
from dlinter.report.plain import valid, write_json
from dlinter.report.regions import on_one_line
from dlinter.report.settings import ReportSettings

ABOUT = "reviewdog's diagnostics, with fixes as suggestions for one click"
ENDINGS: tuple[str, ...] = (".rdjson",)
UNSAFE = "the suggestion may change what the file does: review it"
_SEVERITY = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    paths = Paths(settings.root)
    diagnostics = [_unexamined(problem, paths) for problem in report.unexamined]
    diagnostics += [_diagnostic(group, paths) for group in gravest_first(grouped(report.active))]
    write_json({"source": {"name": "dlint", "url": DOCS}, "diagnostics": diagnostics}, out)


def _unexamined(problem: Problem, paths: Paths) -> dict[str, Any]:
    return {
        "message": valid(problem.message),
        "location": {"path": valid(paths.relative(problem.path)) if problem.path else "dlint"},
        "severity": _SEVERITY[problem.level],
        "code": {"value": problem.rule or UNEXAMINED},
    }


def _diagnostic(group: Group, paths: Paths) -> dict[str, Any]:
    first = group.first
    path, line = file_and_line(first, paths)
    text = first.location.text
    where = _range(text, on_one_line(text, group.span)) if text is not None else {"start": {"line": line}}
    told: dict[str, Any] = {
        "message": valid(group.message),
        "location": {"path": valid(path), "range": where},
        "severity": _SEVERITY[first.severity],
        "code": {"value": first.rule.id, "url": help_uri(first.rule.id)},
    }
    if text is None:
        return told
    hidden = sorted({span for result in group.results for span in result.location.hidden})
    made = [
        (fix, suggestion) for fix in group.fixes if (suggestion := _suggestion(text, fix, hidden)) is not None
    ]
    if made:
        told["suggestions"] = [suggestion for _, suggestion in made]
        if any(fix.safety is Safety.UNSAFE for fix, _ in made):
            told["message"] += f" ({UNSAFE})"
    return told


def _suggestion(text: Text, fix: Fix, hidden: Sequence[Span]) -> dict[str, Any] | None:
    """The fix as one replacement of all from its first to its last edit; None where that is not the whole fix
    (it changes other files, too), is no text, or would show a secret that stands between the edits."""
    if fix.withheld or fix.files or not fix.edits:
        return None
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    whole = Span(edits[0].span.start, max(edit.span.end for edit in edits))
    parts, at = [], whole.start
    for edit in edits:
        if edit.span.start > at and any(span.overlaps(Span(at, edit.span.start)) for span in hidden):
            return None
        parts += [text.data[at : edit.span.start], edit.written(text)]
        at = edit.span.end
    try:
        return {"range": _range(text, whole), "text": b"".join(parts).decode()}
    except UnicodeDecodeError:
        return None


def _range(text: Text, span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(text, span.start), "end": _position(text, span.end)}


def _position(text: Text, offset: int) -> dict[str, int]:
    line = text.line_of(offset)
    return {"line": line, "column": offset - text.line_span(line).start + 1}
