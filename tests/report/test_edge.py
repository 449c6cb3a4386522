"""Nothing that leaves `report` speaks to a terminal or a viewer, whatever format and command; JSON keeps its
meaning."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dlinter.finding import Fix, Problem, Report, Subject
from dlinter.report import FORMATS
from dlinter.report.edge import edge, harmless
from dlinter.values import replace

Write = Callable[..., str]
Reports = dict[str, Callable[[], Report]]
SPEAKS = "\x1b[35m\x1b]0;x\x07\x9b2J\u202e\u2066\u200f\u2028\ufeff\U000e0041\r"
LOUD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[31mb", "a\\u001b[31mb"), ("a\u202eb", "a\\u202eb"), ("a\U000e0041b", "a\\udb40\\udc41b"),
        ("a\tb\nc\r\n", "a\tb\nc\r\n"),
        ("a\rb", "a\\u000db"), ("é 日本 😀", "é 日本 😀"), ("\x85", "\\u0085"),
    ],
)  # fmt: skip
def test_harmless(raw: str, shown: str) -> None:
    assert harmless(raw) == shown
    assert json.loads(harmless(json.dumps(raw, ensure_ascii=False))) == raw


def test_colors_stay_where_there_are_any() -> None:
    assert harmless("\x1b[1;31mx\x1b[0m\x1b]0;t\x07", color=True) == "\x1b[1;31mx\x1b[0m\\u001b]0;t\\u0007"
    out = io.StringIO()
    edge(out).writelines(["a\x07", "b"])
    assert out.getvalue() == "a\\u0007b"


def loud(report: Report) -> Report:
    """The report with what speaks in each of its texts."""
    done = []
    for result in report.results:
        finding, location, fix = result.finding, result.location, result.finding.fix
        if fix is not None:
            edits = tuple(replace(e, replacement=e.replacement + SPEAKS) for e in fix.edits)
            fix = Fix(
                fix.title + SPEAKS,
                edits,
                fix.safety,
                tuple((n, t + SPEAKS) for n, t in fix.files),
                fix.withheld,
            )
        finding = replace(
            finding,
            message=finding.message + SPEAKS,
            fix=fix,
            related=tuple(replace(r, message=r.message + SPEAKS) for r in finding.related),
        )
        if location.text is not None:
            location = replace(
                location,
                text=replace(
                    location.text, data=location.text.data.replace(b"RUN", b"RUN" + SPEAKS.encode())
                ),
            )
        if location.image is not None:
            image = location.image
            location = replace(location, image=replace(image, path=image.path + SPEAKS, inner=SPEAKS,
                created_by=SPEAKS, platform=f"linux/{SPEAKS}", digest=SPEAKS))
        done.append(replace(result, finding=finding, location=replace(location, path=location.path + SPEAKS)))
    problems = [*report.problems, Problem("m" + SPEAKS, "p" + SPEAKS, "r")]
    return replace(
        report,
        results=done,
        problems=problems,
        notes=[SPEAKS],
        subjects=[*report.subjects, Subject("s" + SPEAKS, "lint")],
    )


@pytest.mark.parametrize("format", list(FORMATS))
@pytest.mark.parametrize("kind", ["lint", "both"])
def test_every_format(format: str, kind: str, reports: Reports, written: Write, checkout: Path) -> None:
    report = loud(reports[kind]())
    for terminal, color in ((False, False), (True, False), (True, True)):
        told = written(format, report, root=checkout, terminal=terminal, color=color, show_suppressed=True)
        assert LOUD.findall(re.sub(r"\x1b\[[0-9;]*m", "", told) if color and format == "text" else told) == []
        assert "\x1b[35m" not in told  # none of dlint's own
        assert len(told) > 300


def test_json_keeps_what_stands_there(reports: Reports, written: Write, checkout: Path) -> None:
    report = loud(reports["lint"]())
    messages = [r["message"] for r in json.loads(written("json", report, root=checkout))["results"]]
    assert messages == [r.message for r in report.active]
