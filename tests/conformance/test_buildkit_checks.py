"""dlint finds what BuildKit's own checks find, on the same lines, with every rule selected (`DLINT_CORPORA`).

What dlint does otherwise, for a reason, stands in `deviations.toml` beside this file.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.session import Examiner, Loads

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
DEVIATIONS = Path(__file__).with_name("deviations.toml")
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read"
)

Findings = set[tuple[str, int]]
"""BuildKit's name of a check, and the line. BuildKit marks a whole instruction, of which the corpora give the
first line (for a blank continuation line: the last); a finding of dlint on a word counts for the
instruction's first line."""


def rows(name: str) -> Iterator[dict[str, Any]]:
    with (CORPORA / name).open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


class Checks:
    """All rules that have the name of a BuildKit check, run on one file at a time."""

    def __init__(self) -> None:
        self.rules = load_rules()
        # The first name is the check's own, others it had before.
        self.names = {
            rule.id: alias.removeprefix("buildkit:")
            for rule in self.rules.rules for alias in reversed(rule.aliases) if alias.startswith("buildkit:")
        }  # fmt: skip

    def findings(
        self, source: str, files: Mapping[str, str] | None = None, options: Mapping[str, Any] | None = None
    ) -> Findings:
        examiner = Examiner.of(self.rules, Settings(enabled=frozenset(self.names), options=options or {}))
        text = Text(source.encode("utf-8", "surrogateescape"))
        load = partial(BuildContext.of, files or {})
        outcome = examiner.lint(text, Loads(load))
        assert not outcome.problems, outcome.problems
        starts = [i.first_line for i in read(text).instructions]
        found = set()
        for result in outcome.results:
            if result.suppressed_by is not None:
                continue
            assert result.finding.span is not None, result
            name, line = self.names[result.rule.id], text.line_of(result.finding.span.start)
            if name != "NoEmptyContinuation":
                line = max((start for start in starts if start <= line), default=line)
            found.add((name, line))
        return found


@pytest.fixture(scope="module")
def checks() -> Checks:
    return Checks()


def deviations(source: str) -> dict[str, set[str]]:
    """Case → checks whose difference is meant, of one source."""
    found: dict[str, set[str]] = {}
    for entry in tomllib.loads(DEVIATIONS.read_text("utf-8"))["deviation"]:
        assert entry["reason"].strip() and entry["rule"], entry
        if entry["source"] == source:
            for case in entry["cases"]:
                found.setdefault(case, set()).add(entry["rule"])
    return found


def compare(
    source: str,
    mine: Mapping[str, Findings],
    theirs: Mapping[str, Findings],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Prints the agreement; fails where a difference is no deviation, or a deviation is no difference."""
    meant = deviations(source)
    differing = {case: mine[case] ^ theirs[case] for case in theirs if mine[case] != theirs[case]}
    wrong = {
        case: {"missing": sorted(theirs[case] - mine[case]), "more": sorted(mine[case] - theirs[case])}
        for case, pairs in differing.items() if {rule for rule, _ in pairs} - meant.get(case, set())
    }  # fmt: skip
    stale = {
        case: sorted(unused) for case, named in meant.items()
        if (unused := named - {rule for rule, _ in differing.get(case, ())})
    }  # fmt: skip
    with capsys.disabled():
        told = f", {len(differing) - len(wrong)} reasoned deviations" if meant else ""
        print(f"\nconformance: buildkit checks {len(theirs) - len(differing)}/{len(theirs)} ({source}{told})")
    assert not wrong, json.dumps(wrong, indent=1)
    assert not stale, f"these deviations are none any more: {stale}"


@needs_corpora
def test_buildkits_own_lint_cases(checks: Checks, capsys: pytest.CaptureFixture[str]) -> None:
    """BuildKit's tests of its checks and the examples of its documentation. `rule_only`: the example is about
    one check."""
    mine: dict[str, Findings] = {}
    theirs: dict[str, Findings] = {}
    for row in rows("buildkit_lint.jsonl"):
        source, shift = row["dockerfile"], 0
        if row.get("fragment"):
            source, shift = f"FROM scratch\n{source}", 1
        experimental = "experimental rule" in row.get("note", "")
        found = checks.findings(
            source, row.get("files"), {"definition-description": {"always": True}} if experimental else {}
        )
        only = row.get("rule_only")
        mine[row["id"]] = {(rule, line - shift) for rule, line in found if only in (None, rule)}
        theirs[row["id"]] = {(e["rule"], e["line"]) for e in row["expect"]}
    assert len(theirs) > 70
    compare("buildkit_lint", mine, theirs, capsys)


@needs_corpora
def test_buildkits_warnings_of_real_files(checks: Checks, capsys: pytest.CaptureFixture[str]) -> None:
    mine: dict[str, Findings] = {}
    theirs: dict[str, Findings] = {}
    for row in rows("buildkit_reads.jsonl"):
        if row["checks"] is None:
            continue  # the build definition fails before BuildKit has looked at everything
        mine[row["id"]] = checks.findings(row["dockerfile"])
        theirs[row["id"]] = {(rule, line) for rule, line, _ in row["checks"]}
    assert len(theirs) > 700
    compare("buildkit_reads", mine, theirs, capsys)


def test_experimental_checks_run_where_a_file_asks_and_no_skip_stops_them(checks: Checks) -> None:
    source = "# tools\nARG a\n# what\nFROM scratch as b\n"
    assert checks.findings(source) == {("FromAsCasing", 4)}
    experimental = {("InvalidDefinitionDescription", 3), ("InvalidDefinitionDescription", 5)}
    assert checks.findings("# check=skip=all;experimental=all\n" + source) == experimental
    assert checks.findings("# check=experimental=InvalidDefinitionDescription\n" + source) == {
        *experimental,
        ("FromAsCasing", 5),
    }


def test_names_that_a_check_had_before_are_honoured(checks: Checks) -> None:
    source = "FROM scratch\nrun a\nRUN b\n"
    assert checks.findings(source) == {("ConsistentInstructionCasing", 2)}
    assert checks.findings("# check=skip=FileConsistentCommandCasing\n" + source) == set()


def test_deviations_are_well_formed() -> None:
    for entry in tomllib.loads(DEVIATIONS.read_text("utf-8"))["deviation"]:
        assert set(entry) == {"source", "rule", "cases", "reason"}, entry
        assert entry["cases"] and len(entry["cases"]) == len(set(entry["cases"])), entry
