"""Every rule's examples are its tests."""

from __future__ import annotations

import pytest

from dlinter.rule import AnyRule, Bad, Good
from dlinter.testing.examples import cases, check_example
from dlinter.values import replace

ALL = list(cases("dlinter_rules"))


@pytest.mark.parametrize(("rule", "example"), ALL, ids=[f"{r.id}-{n}" for n, (r, _) in enumerate(ALL)])
def test_example(rule: AnyRule, example: Bad | Good) -> None:
    check_example(rule, example)


@pytest.mark.parametrize("rule", {r.id: r for r, _ in ALL}.values(), ids=lambda r: r.id)
def test_rule_is_well_formed(rule: AnyRule) -> None:
    assert any(isinstance(e, Bad) for e in rule.examples), "no bad example"
    assert any(isinstance(e, Good) for e in rule.examples), "no good example"
    assert "## Why" in (rule.doc or ""), "no `## Why`"
    assert rule.since, (
        "say in `since=` which release has it first: the version of `linter/dlinter/__init__.py`"
    )
    assert 30 <= len(rule.ignore_when) <= 400, "no `## When to ignore it`, or a long one"
    fixed = any(isinstance(e, Bad) and e.fixed is not None for e in rule.examples)
    assert ("## Fix safety" in (rule.doc or "")) == fixed, "`## Fix safety` exactly where an example is fixed"
    assert 0 < len(rule.summary) <= 300


@pytest.mark.parametrize("rule_id", ["base-tag-moves", "file-overwritten"])
def test_what_is_better_has_to_be_silent(rule_id: str) -> None:
    rule, example = next((r, e) for r, e in ALL if r.id == rule_id and isinstance(e, Bad))
    assert isinstance(example, Bad) and example.better is not None
    source = (
        example.source.replace("«", "").replace("»", "")
        if isinstance(example.source, str)
        else example.source
    )
    with pytest.raises(AssertionError, match="fires on what is better"):
        check_example(rule, replace(example, better=source))
