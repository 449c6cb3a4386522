"""rdjson, GitLab's secrets, SonarQube, jsonl, concise: against the platforms' shapes, and against the files
that they are about."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dlinter.finding import Edit, Fix, Report, Safety, Severity
from dlinter.fix import apply
from dlinter.model.text import BOM, Span, Text
from dlinter.values import replace

from .conftest import BROKEN, SHOP, TOKEN, at, both_report, lint_report, result, scan_report
from .schemas import GITLAB_SECRETS, RDJSON, SONARQUBE

Write = Callable[..., str]


@pytest.mark.parametrize(
    ("format", "schema"), [("rdjson", RDJSON), ("gitlab-secrets", GITLAB_SECRETS), ("sonarqube", SONARQUBE)]
)
def test_the_schema(
    format: str, schema: dict[str, Any], report: Report, written: Write, checkout: Path
) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    told = json.loads(written(format, report, root=checkout))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(told)


def _offset(data: bytes, place: dict[str, int]) -> int:
    """What reviewdog makes of a position: the byte of a line."""
    lines = data.split(b"\n")
    return sum(len(line) + 1 for line in lines[: place["line"] - 1]) + place["column"] - 1


def test_a_suggestion_taken_over_by_bytes_is_the_fix(written: Write, checkout: Path) -> None:
    """In a file with BOM, CRLF, signs of two, three and four bytes, tabs: whoever replaces the range has what
    dlint writes."""
    report = lint_report()
    diagnostics = json.loads(written("rdjson", report, root=checkout))["diagnostics"]
    by_path = {
        r.location.path.removeprefix("./"): r.location.text
        for r in report.results
        if r.location.text is not None
    }
    found = [(d["location"]["path"], s) for d in diagnostics for s in d.get("suggestions", ())]
    assert len(found) >= 3
    wanted = []
    for r in report.active:
        fix, text = r.finding.fix, r.location.text
        if fix is not None and text is not None and not fix.files and not fix.withheld:
            wanted.append(apply(text, fix.edits).data)
    for path, suggestion in found:
        data = by_path[path].data
        start, end = (_offset(data, suggestion["range"][side]) for side in ("start", "end"))
        assert data[:start] + suggestion["text"].encode() + data[end:] in wanted


def test_a_place_is_counted_in_bytes(written: Write, checkout: Path) -> None:
    diagnostics = json.loads(written("rdjson", lint_report(), root=checkout))["diagnostics"]
    (one,) = [d for d in diagnostics if "`a/日本` is relative" in d["message"]]
    start, end = (_offset(SHOP, one["location"]["range"][side]) for side in ("start", "end"))
    assert SHOP[start:end] == "a/日本 \t".encode()


def test_a_fix_with_other_files_or_no_text_is_not_suggested(written: Write, checkout: Path) -> None:
    diagnostics = json.loads(written("rdjson", lint_report(), root=checkout))["diagnostics"]
    by_message = {d["message"]: d for d in diagnostics}
    assert "suggestions" not in by_message["`a/日本` is relative"]  # it adds to files, too
    assert "suggestions" not in by_message["odd bytes before `b`"]  # what it writes is no text
    assert not any("suggestions" in d for d in diagnostics if d["code"]["value"] == "secret-in-env")


def test_an_unsafe_suggestion_says_so(written: Write, checkout: Path) -> None:
    diagnostics = json.loads(written("rdjson", lint_report(), root=checkout))["diagnostics"]
    (one,) = [d for d in diagnostics if "a step that does nothing" in d["message"]]
    assert one["suggestions"][0]["text"] == "" and "review it" in one["message"]


def test_a_secret_between_two_edits_is_not_in_a_suggestion(written: Write, checkout: Path) -> None:
    shop = Text(SHOP, "docker/my shop/Dockerfile")
    fix = Fix("two edits", (Edit(at(shop, "A=1"), "A=2"), Edit(at(shop, "B=2"), "B=3")), Safety.SAFE)
    one = result("relative-workdir", shop, at(shop, "A=1"), "two edits", fix=fix)
    secret = at(shop, TOKEN)
    for hidden, suggested in (((), 1), ((secret,), 0)):
        hiding = replace(one, location=replace(one.location, hidden=hidden))
        (told,) = json.loads(written("rdjson", Report([hiding]), root=checkout))["diagnostics"]
        assert len(told.get("suggestions", ())) == suggested
        assert suggested or TOKEN not in json.dumps(told)


def test_gitlab_gets_the_secrets_alone(written: Write, checkout: Path) -> None:
    for report in (lint_report(), scan_report(), scan_report(tied=True)):
        told = json.loads(
            written("gitlab-secrets", report, root=checkout, commit="c" * 40, began="2026-01-02T03:04:05")
        )
        wanted = [r for r in report.active if r.finding.secret is not None]
        assert len(told["vulnerabilities"]) == len(wanted) > 0
        assert len({v["id"] for v in told["vulnerabilities"]}) == len(wanted)
        assert {v["location"]["commit"]["sha"] for v in told["vulnerabilities"]} == {"c" * 40}
        assert told["scan"]["status"] == "failure" and len(told["scan"]["messages"]) == len(report.unexamined)
        assert told["scan"]["start_time"] == "2026-01-02T03:04:05"
    assert (
        "****"
        in json.loads(written("gitlab-secrets", lint_report(), root=checkout))["vulnerabilities"][0][
            "raw_source_code_extract"
        ]
    )
    assert json.loads(written("gitlab-secrets", Report(), root=checkout))["scan"]["status"] == "success"


def test_gitlab_severity_is_a_note_where_the_user_says_so(written: Write, checkout: Path) -> None:
    report = lint_report()
    report.results = [
        replace(r, severity=Severity.NOTE) for r in report.results if r.finding.secret is not None
    ]
    assert {
        v["severity"] for v in json.loads(written("gitlab-secrets", report, root=checkout))["vulnerabilities"]
    } == {"Info"}


def test_sonarqube_ranges_lie_in_their_lines(written: Write, checkout: Path) -> None:
    """It stops the whole import at a range that is outside of the file, empty, or in an empty line."""
    told = json.loads(written("sonarqube", lint_report(), root=checkout))
    rules = {rule["id"] for rule in told["rules"]}
    seen = 0
    for issue in told["issues"]:
        assert issue["ruleId"] in rules
        for place in (issue["primaryLocation"], *issue.get("secondaryLocations", ())):
            where, path = place.get("textRange"), checkout / place["filePath"]
            if where is None or not path.is_file():
                continue
            lines = path.read_bytes().removeprefix(BOM).decode("utf-8", "replace").splitlines()
            units = len(lines[where["startLine"] - 1].encode("utf-16-le")) // 2
            assert (
                where["endLine"] == where["startLine"] <= len(lines)
                and where["startColumn"] < where["endColumn"] <= units
            )
            seen += 1
    assert seen > 8


def test_sonarqube_counts_utf16_units_after_the_mark_of_order(written: Write, checkout: Path) -> None:
    told = json.loads(written("sonarqube", lint_report(), root=checkout))
    (one,) = [i for i in told["issues"] if "odd bytes" in i["primaryLocation"]["message"]]
    assert one["primaryLocation"]["textRange"] == {
        "startLine": 3,
        "endLine": 3,
        "startColumn": 11,
        "endColumn": 14,
    }
    emoji = Text(BOM + "😀 X\n".encode(), "Containerfile")
    (issue,) = json.loads(
        written("sonarqube", Report([result("relative-workdir", emoji, at(emoji, "X"), "x")]), root=checkout)
    )["issues"]
    assert issue["primaryLocation"]["textRange"] == {
        "startLine": 1,
        "endLine": 1,
        "startColumn": 3,
        "endColumn": 4,
    }


def test_sonarqube_has_style_as_style_and_secrets_as_vulnerabilities(written: Write, checkout: Path) -> None:
    rules = {r["id"]: r for r in json.loads(written("sonarqube", lint_report(), root=checkout))["rules"]}
    assert rules["secret-in-env"]["type"] == "VULNERABILITY" and rules["secret-in-env"]["impacts"] == [
        {"softwareQuality": "SECURITY", "severity": "HIGH"}
    ]
    assert (
        rules["install-without-cache-mount"]["type"] == "CODE_SMELL"
        and rules["syntax-error"]["type"] == "BUG"
    )


def test_jsonl_is_the_json_report_line_by_line(report: Report, written: Write, checkout: Path) -> None:
    whole = json.loads(written("json", report, root=checkout))
    lines = [json.loads(line) for line in written("jsonl", report, root=checkout).splitlines()]
    assert lines[0] == {"type": "report", "version": whole["version"], "tool": whole["tool"]}
    assert lines[-1] == {"type": "summary", **whole["summary"]}
    found = [{k: v for k, v in line.items() if k != "type"} for line in lines if line["type"] == "finding"]
    assert found == whole["results"]
    schema = json.loads((files("dlinter.report") / "json_schema.json").read_text("utf-8"))
    for one in found:
        jsonschema.validate(one, {"$ref": "#/$defs/result", "$defs": schema["$defs"]})
    assert len(lines) == 2 + sum(
        len(whole[name]) for name in ("inputs", "rules", "results", "problems", "unread", "notes")
    )


def test_concise_is_one_line_a_finding_whatever_the_terminal(
    report: Report, written: Write, checkout: Path
) -> None:
    for terminal in (False, True):
        told = written("concise", report, root=checkout, terminal=terminal, color=True).splitlines()
        assert len(told) == len(report.active) + len(report.unexamined)
        assert all(re.match(r".+: (error|warning|note) [a-z-]+ ", line) for line in told)


def test_concise_folds_nothing(written: Write) -> None:
    text = Text(b"FROM x\n" + b"RUN cd /x\n" * 300, "Dockerfile")
    rows = [result("relative-workdir", text, Span(7 + 10 * n, 10 + 10 * n), "the same") for n in range(300)]
    assert (
        len(written("concise", Report(rows)).splitlines())
        == 300
        > len(written("text", Report(rows)).splitlines())
    )


def test_codeclimate_is_what_gitlab_reads(report: Report, written: Write, checkout: Path) -> None:
    assert written("codeclimate", report, root=checkout) == written("gitlab", report, root=checkout)


def test_the_fixture_has_what_the_columns_are_about() -> None:
    assert BROKEN.startswith(BOM) and "😀".encode() in SHOP and b"\t" in SHOP


def test_a_fix_has_the_line_ends_of_its_file_in_every_format(written: Write, checkout: Path) -> None:
    text = Text(b"FROM x\r\nRUN a\r\n", "Dockerfile")
    fix = Fix("two lines", (Edit(at(text, "RUN a"), "RUN b\nRUN c"),), Safety.SAFE)
    report = Report([result("relative-workdir", text, at(text, "RUN a"), "x", fix=fix)])
    (diagnostic,) = json.loads(written("rdjson", report, root=checkout))["diagnostics"]
    (one,) = json.loads(written("json", report, root=checkout))["results"]
    (run,) = json.loads(written("sarif", report, root=checkout))["runs"]
    (replacement,) = run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"]
    assert {
        diagnostic["suggestions"][0]["text"],
        one["fix"]["edits"][0]["replacement"],
        replacement["insertedContent"]["text"],
    } == {"RUN b\r\nRUN c"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("github", "%0Anow: revoke it at GitHub, `gh | api`"),
        ("markdown", "<br>**now:** revoke it at GitHub, `gh \\| api` |"),
    ],
)
def test_what_to_do_about_a_secret_is_said(name: str, shown: str, written: Write) -> None:
    def advised(advice: str) -> Report:
        told = both_report()
        secrets = [(r, r.finding.secret) for r in told.results]
        return replace(
            told,
            results=[
                replace(r, finding=replace(r.finding, secret=replace(m, rotate=advice))) if m else r
                for r, m in secrets
            ],
        )

    report = advised("revoke it at GitHub, `gh | api`")
    text = written(name, report)
    assert 0 < text.count(shown) <= sum(r.finding.secret is not None for r in report.active), text
    assert shown not in written(name, advised(""))
