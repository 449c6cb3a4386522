"""hadolint's own test cases: what fires there fires here, under the same name, with every rule selected
(`DLINT_CORPORA`).

Where dlint means to differ, `deviations.toml` says why. ShellCheck's codes are compared where ShellCheck is
installed.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.session import Examiner

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
DEVIATIONS = Path(__file__).with_name("deviations.toml")
LEAST = 0.98
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read"
)

OPTIONS = {
    "trustedRegistries": (("untrusted-registry", "registries"),),
    "label-schema": (("missing-label", "labels"), ("unknown-label", "labels"),
        ("invalid-label-value", "labels")),
    "strict-labels": (("unknown-label", "strict"),),
}
"""hadolint's setting → options of rules."""


def rows() -> Iterator[dict[str, Any]]:
    with (CORPORA / "hadolint_rules.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


class Names:
    """dlint's rules by hadolint's names."""

    def __init__(self) -> None:
        self.rules = load_rules()
        self.of: dict[str, set[str]] = {}
        for rule in self.rules.rules:
            for alias in rule.aliases:
                if alias.startswith("hadolint:"):
                    self.of.setdefault(alias.removeprefix("hadolint:"), set()).add(rule.id)

    def found(self, row: dict[str, Any]) -> int:
        """How often the row's rule fires."""
        code = row["rule"].rpartition("\n")[2]  # one row has a line of the case before it
        enabled = set(self.of.get(code, ()))
        if code == "SC*":
            enabled = {"shellcheck"} & set(self.rules.by_id)
        if code == "*":
            enabled = {
                rule
                for name, rules in self.of.items()
                for rule in rules
                if name not in row["config"].get("ignored", ())
            }
        source = row["dockerfile"]
        if not re.search(r"(?im)^\s*FROM\s", source):
            source = f"FROM scratch\n{source}"
        settings = Settings(enabled=frozenset(enabled), options=self._options(row.get("config") or {}))
        outcome = Examiner.of(self.rules, settings).lint(Text(source.encode("utf-8", "surrogateescape")))
        assert not outcome.problems, outcome.problems
        return len({r.finding.span for r in outcome.results if r.suppressed_by is None})

    def _options(self, config: dict[str, Any]) -> dict[str, dict[str, Any]]:
        options: dict[str, dict[str, Any]] = {}
        for key, value in config.items():
            for rule, name in OPTIONS.get(key, ()):
                options.setdefault(rule, {})[name] = value
        return options


def meant() -> dict[str, str]:
    """Case → reason."""
    entries = tomllib.loads(DEVIATIONS.read_text("utf-8"))["deviation"]
    return {case: e["reason"] for e in entries if e["source"] == "hadolint_rules" for case in e["cases"]}


@needs_corpora
def test_hadolints_cases(capsys: pytest.CaptureFixture[str]) -> None:
    names, deviations = Names(), meant()
    agree, differ, by_rule = 0, dict[str, dict[str, Any]](), Counter[str]()
    for row in rows():
        if row["rule"] == "SC*" and not _shellcheck():
            continue
        count = names.found(row)
        right = (
            count > 0
            if row["expect"] and not row.get("count")
            else count == row["count"]
            if row["expect"]
            else count == 0
        )
        if row["expect"] and row.get("count") and count and row["rule"].startswith("DL"):
            right = True  # dlint may name each package, hadolint the instruction once
        agree += right
        if not right:
            differ[row["id"]] = row
            by_rule[row["rule"]] += 1
    total = agree + len(differ)
    unexplained = {
        case: (r["rule"], r["expect"], r["dockerfile"][:200])
        for case, r in differ.items()
        if case not in deviations
    }
    with capsys.disabled():
        print(
            f"\nconformance: hadolint {agree}/{total} ({agree / total:.1%}), "
            f"{len(differ) - len(unexplained)} reasoned deviations {dict(by_rule)}"
        )
    assert not unexplained, json.dumps(unexplained, indent=1)
    stale = set(deviations) - set(differ)
    assert not stale, f"these deviations are none any more: {sorted(stale)}"
    assert agree / total >= LEAST


def _shellcheck() -> bool:
    import shutil
    import sys

    return shutil.which("shellcheck") is not None or Path(sys.executable).with_name("shellcheck").exists()
