"""The other formats, for every report: well formed, by the rules of who reads them, byte-identical, and never
a secret."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from dlinter.finding import Report
from dlinter.report import FORMATS

from .conftest import OTHER, TOKEN

Write = Callable[..., str]
Reports = dict[str, Callable[[], Report]]
BY_FORMAT = pytest.mark.parametrize("format", list(FORMATS))


@BY_FORMAT
@pytest.mark.parametrize("suppressed", [False, True])
def test_never_a_secret(
    report: Report, written: Write, checkout: Path, format: str, suppressed: bool
) -> None:
    for terminal in (False, True):
        told = written(format, report, root=checkout, terminal=terminal, show_suppressed=suppressed)
        for value in (TOKEN, OTHER):
            assert value not in told and value[6:20] not in told


@BY_FORMAT
def test_the_same_report_gives_the_same_bytes(
    reports: Reports, written: Write, checkout: Path, format: str
) -> None:
    for make in reports.values():
        assert written(format, make(), root=checkout) == written(format, make(), root=checkout)


@BY_FORMAT
def test_no_control_characters(report: Report, written: Write, checkout: Path, format: str) -> None:
    told = written(format, report, root=checkout)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x9b\u202e]", told)


@pytest.mark.skipif(
    "DLINT_SHARED_TOOLS" not in os.environ, reason="DLINT_SHARED_TOOLS is not set: no formats_check.py to run"
)
@pytest.mark.parametrize("format", ["github", "gitlab", "junit", "checkstyle"])
def test_what_the_readers_say(
    report: Report, written: Write, checkout: Path, tmp_path: Path, format: str
) -> None:
    report.problems = [p for p in report.problems if p.path]  # one about no file at all has none to name
    target = tmp_path / "report.out"
    target.write_text(written(format, report, root=checkout), "utf-8")
    tool = Path(os.environ["DLINT_SHARED_TOOLS"]) / "formats_check.py"
    done = subprocess.run([sys.executable, tool, format, target], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_json_follows_its_schema(report: Report, written: Write, checkout: Path) -> None:
    schema = json.loads((files("dlinter.report") / "json_schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for suppressed in (False, True):
        jsonschema.validate(
            json.loads(written("json", report, root=checkout, show_suppressed=suppressed)), schema
        )


def test_github_escapes_what_ends_a_property(written: Write, reports: Reports, checkout: Path) -> None:
    told = written("github", reports["lint"](), root=checkout)
    commands = [line for line in told.splitlines() if line.startswith("::")]
    assert any(line.startswith("::warning file=docker/my shop/Dockerfile,line=4") for line in commands)
    assert all(re.match(r"::(error|warning|notice)( [^:]*)?::", line) for line in commands)
    assert "::error::x" not in [line[:10] for line in told.splitlines()]


def test_junit_and_checkstyle_name_each_finding(written: Write, reports: Reports, checkout: Path) -> None:
    for format, path in (("junit", ".//failure"), ("checkstyle", ".//error")):
        found = ElementTree.fromstring(written(format, reports["lint"](), root=checkout)).findall(path)
        assert len(found) >= 10, format


def test_gitlab_fingerprints_differ(written: Write, reports: Reports, checkout: Path) -> None:
    entries = json.loads(written("gitlab", reports["both"](), root=checkout))
    assert len({e["fingerprint"] for e in entries}) == len(entries) > 10


def test_markdown_is_a_table_whatever_a_message_holds(
    written: Write, reports: Reports, checkout: Path
) -> None:
    told = written("markdown", reports["lint"](), root=checkout)
    rows = [line for line in told.splitlines() if line.startswith("|")]
    columns = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert len(rows) > 8 and len(columns) == 1, columns
