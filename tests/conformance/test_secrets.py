"""Secrets as other scanners' tests and fresh files write them (`DLINT_CORPORA`): shares found, by suite and source (`pytest -s`).

A half of the rows was looked at while detectors were made; the shares of the other half are what is asserted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest
from tests.conformance.secret_rows import CORPORA, LOOKED_AT, Row, cases, reported, rules

needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read")


def shares(rows: list[Row]) -> dict[tuple[str, bool], tuple[int, int]]:
    """By group and whether the row is a secret: rows reported, rows in all; the group "all" is the sum."""
    counts: dict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for row, found in zip(rows, reported(rows), strict=True):
        for group in (row.group, "all"):
            counts[group, row.secret][0] += bool(found)
            counts[group, row.secret][1] += 1
    return {key: (found, total) for key, (found, total) in counts.items()}


def told(name: str, counts: dict[tuple[str, bool], tuple[int, int]]) -> None:
    print(f"\n{name}")
    for group in sorted({g for g, _ in counts}):
        cells = [f"{'secrets' if s else 'others'} {counts[group, s][0]}/{counts[group, s][1]}" for s in (True, False) if (group, s) in counts]
        print(f"  {group:22} {'  '.join(cells)}")


def unseen(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.half != LOOKED_AT]


@needs_corpora
def test_cases() -> None:
    counts = shares(unseen(cases()))
    told("secret_cases, the half not looked at", counts)
    found, total = counts["all", True]
    assert found / total >= 0.88
    false, others = counts["all", False]
    assert false / others <= 0.01


@needs_corpora
def test_rules() -> None:
    counts = shares([row for row in unseen(rules()) if not row.doubtful])
    told("secret_rules, the half not looked at, without doubtful rows", counts)
    found, total = counts["all", True]
    assert found / total >= 0.79
    false, others = counts["all", False]
    assert false / others <= 0.16
