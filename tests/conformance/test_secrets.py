"""Secrets as other scanners' tests and fresh files write them (`DLINT_CORPORA`): shares found, by suite and
source (`pytest -s`).

A half of the rows was looked at while detectors were made; the shares of the other half are what is asserted.
Of secret_rules a half of that half (`crc32 % 4 == 1`) was opened later; what is asserted of it is the rest.
Where dlint and the scanner whose test a row is disagree, `secret_reasons` says why, by kind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from zlib import crc32

import pytest
from tests.conformance.secret_reasons import ANOTHER, DISPUTED, NAMED, why_reported, why_silent
from tests.conformance.secret_rows import CORPORA, LOOKED_AT, Row, cases, reported, rules

from dlinter.model.secret import Basis
from dlinter.packs import load_rules

NEVER_OPENED = 3
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read"
)


def shares(rows: list[Row]) -> dict[tuple[str, bool], tuple[int, int]]:
    """By group and whether the row is a secret: rows reported, rows in all; the group "all" is the sum."""
    return _by_group(rows, reported(rows))


def _by_group(rows: list[Row], reports: Sequence[frozenset[str]]) -> dict[tuple[str, bool], tuple[int, int]]:
    counts: dict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for row, found in zip(rows, reports, strict=True):
        for group in (row.group, "all"):
            counts[group, row.secret][0] += bool(found)
            counts[group, row.secret][1] += 1
    return {key: (found, total) for key, (found, total) in counts.items()}


def told(name: str, counts: dict[tuple[str, bool], tuple[int, int]]) -> None:
    print(f"\n{name}")
    for group in sorted({g for g, _ in counts}):
        cells = [
            f"{'secrets' if s else 'others'} {counts[group, s][0]}/{counts[group, s][1]}"
            for s in (True, False)
            if (group, s) in counts
        ]
        print(f"  {group:22} {'  '.join(cells)}")


def unseen(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.half != LOOKED_AT]


@needs_corpora
def test_cases() -> None:
    counts = shares(unseen(cases()))
    told("secret_cases, the half not looked at", counts)
    found, total = counts["all", True]
    assert found / total >= 0.965
    false, others = counts["all", False]
    assert false / others <= 0.01


@needs_corpora
def test_rules() -> None:
    """The judged share leaves out the kinds in which dlint means to say nothing (`secret_reasons.DISPUTED`),
    found or not, and of what is no secret those rows that hold one of another kind than their test asks for.
    """
    rows = [row for row in rules() if crc32(row.id.encode()) % 4 == NEVER_OPENED and not row.doubtful]
    found = reported(rows)
    counts = _by_group(rows, found)
    told("secret_rules, the quarter not looked at, without doubtful rows", counts)
    formats = {
        d.id for d in load_rules().detectors if d.basis in (Basis.FORMAT, Basis.URL) and d.confidence != "low"
    }
    silent, spoken = Counter[tuple[str, bool]](), Counter[str]()
    for row, detectors in zip(rows, found, strict=True):
        if row.secret:
            silent[why_silent(row.data.decode("utf-8", "replace")), bool(detectors)] += 1
        elif detectors:
            spoken[why_reported(detectors, formats)] += 1
    for (reason, reported_), count in sorted(silent.items()):
        print(f"  {count:5} secrets {'reported' if reported_ else 'not reported'}: {reason}")
    for reason, count in sorted(spoken.items()):
        print(f"  {count:5} others reported: {reason}")
    judged = {
        said: sum(n for (reason, s), n in silent.items() if s is said and reason not in DISPUTED)
        for said in (True, False)
    }
    secrets, others = counts["all", True], counts["all", False]
    share = judged[True] / (judged[True] + judged[False])
    print(
        f"  secrets {secrets[0] / secrets[1]:.1%}, judged {share:.1%}; others {others[0] / others[1]:.1%}, "
        f"judged {spoken[NAMED] / (others[1] - spoken[ANOTHER]):.1%}"
    )
    assert secrets[0] / secrets[1] >= 0.79
    assert share >= 0.88
    assert others[0] / others[1] <= 0.14
