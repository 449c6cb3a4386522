"""What was not examined is in every format, with its level; none is shorter and greener for it."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import pytest

from dlinter.finding import Problem, Report, Severity, Subject
from dlinter.report import FORMATS
from dlinter.report.settings import ReportSettings

PROBLEM = Problem("layer 2 is missing", "x.tar")
FAILS = Problem("layer 0 srv/a.zip: `b` in it is encrypted", "x.tar", level=Severity.ERROR)
SAID = Problem(
    "layer 1 node_modules/c.gz: is damaged: ends in the middle (in an installed package)",
    "x.tar",
    level=Severity.NOTE,
)


def report(*unread: Problem, problems: tuple[Problem, ...] = ()) -> Report:
    return Report(subjects=[Subject("x.tar", "scan")], unread=list(unread), problems=list(problems))


def written(name: str, what: Report, *, terminal: bool = False, quiet: bool = False) -> str:
    out = io.StringIO()
    FORMATS[name].write(what, out, ReportSettings(terminal=terminal, quiet=quiet))
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_was_not_read(name: str) -> None:
    told = written(name, report(FAILS, SAID)).replace("\\_", "_").replace("%60", "`")
    for problem in (FAILS, SAID):
        path = problem.message.split()[2].rstrip(":")
        assert path in told, (name, told)
    assert "is encrypted" in told and "ends in the middle" in told


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"text"}))
def test_every_format_for_machines_says_what_failed(name: str) -> None:
    assert "layer 2 is missing" in written(name, report(problems=(PROBLEM,)))


def test_text() -> None:
    for terminal in (True, False):
        told = written("text", report(FAILS, SAID), terminal=terminal)
        assert told.splitlines()[:2] == [
            f"x.tar: error: not read: {FAILS.message}",
            f"x.tar: note: not read: {SAID.message}",
        ]
        assert "clean" not in told
        assert written("text", report(FAILS, SAID), terminal=terminal, quiet=True).count("not read") == 1
    assert written("text", report(SAID), terminal=True).splitlines()[-1] == "1 image clean"


def test_json() -> None:
    told = json.loads(written("json", report(FAILS, SAID)))
    assert [u["level"] for u in told["unread"]] == ["error", "note"] and told["summary"]["unread"] == 1


@pytest.mark.parametrize(("unread", "successful"), [((FAILS, SAID), False), ((SAID,), True), ((), True)])
def test_sarif(unread: tuple[Problem, ...], successful: bool) -> None:
    (run,) = json.loads(written("sarif", report(*unread)))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is successful
    assert [n["level"] for n in invocation.get("toolExecutionNotifications", [])] == [
        p.level.value for p in unread
    ]


def test_github() -> None:
    told = written("github", report(*[FAILS] * 14, *[SAID] * 3)).splitlines()
    assert (
        sum(line.startswith("::error ") for line in told) == 10
        and sum(line.startswith("::notice ") for line in told) == 3
    )
    assert sum(line.startswith("error: dlint could not check everything: ") for line in told) == 4


def test_gitlab() -> None:
    told = json.loads(written("gitlab", report(FAILS, FAILS, SAID)))
    assert [e["severity"] for e in told] == ["critical", "critical", "info"] and len(
        {e["fingerprint"] for e in told}
    ) == 3


def test_junit() -> None:
    suites = ElementTree.fromstring(written("junit", report(FAILS, SAID)))
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("2", "0", "1")
    assert [c[0].tag for c in suites.iter("testcase")] == ["error", "system-out"]


def test_checkstyle() -> None:
    told = ElementTree.fromstring(written("checkstyle", report(FAILS, SAID)))
    assert [e.get("severity") for e in told.iter("error")] == ["error", "info"]


def test_markdown() -> None:
    told = written("markdown", report(FAILS, SAID))
    assert told.startswith("### dlint: not everything was examined\n") and told.index(
        "encrypted"
    ) < told.index("without an effect") < told.index("damaged")
    assert written("markdown", report(SAID)).startswith("### dlint: 1 image clean\n")
