"""A key id and its secret, found near one another, are one finding: together they open something, each alone
opens nothing.

Which detectors belong together a detector says itself (`Detector.pair`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from dlinter.model.secret import Candidate
from dlinter.values import replace

NEAR = 2048
"""Bytes between the two, at most: the lines of one profile, one section, one block of settings."""
MOST = 50
GRAVER = 0.5
"""So much a pair's security severity is above the graver half's (0 to 10)."""


def paired(candidates: Sequence[Candidate], partner: Mapping[str, str]) -> list[Candidate]:
    """The candidates of one file with each pair as one: the half that is the secret (the graver one) stays,
    and names the other. `partner` is detector → the detector that it belongs to. What the sieve took out
    pairs with nothing."""
    left = {at for at, c in enumerate(candidates) if not c.sieved}
    done: dict[int, Candidate] = {}
    gone: set[int] = set()
    by_detector: dict[str, list[int]] = {}
    for at in sorted(left, key=lambda at: candidates[at].start):
        by_detector.setdefault(candidates[at].detector, []).append(at)
    near = sorted(
        (abs(candidates[i].start - candidates[j].start), i, j)
        for i in left if (wanted := partner.get(candidates[i].detector))
        for j in _near(candidates, by_detector.get(wanted, []), candidates[i].start) if i != j
    )  # fmt: skip
    for _, i, j in near:
        if i in gone or j in gone or i in done or j in done:
            continue
        keep, other = (i, j) if candidates[i].security_severity >= candidates[j].security_severity else (j, i)
        whole, half = candidates[keep], candidates[other]
        severity = min(10.0, max(whole.security_severity, half.security_severity) + GRAVER)
        done[keep] = replace(
            whole,
            title=f"{whole.title} together with its {half.title}",
            confidence="high",
            security_severity=severity,
            half=half,
        )
        gone.add(other)
    return [done.get(at, c) for at, c in enumerate(candidates) if at not in gone]


def _near(candidates: Sequence[Candidate], at: Sequence[int], start: int) -> Sequence[int]:
    """Those of some candidates, given by number and sorted by place, that are near a place: at most MOST
    before and after it, as a file may have them on every line."""
    low = bisect_left(at, start - NEAR, key=lambda n: candidates[n].start)
    high = bisect_right(at, start + NEAR, key=lambda n: candidates[n].start)
    middle = bisect_left(at, start, low, high, key=lambda n: candidates[n].start)
    return at[max(low, middle - MOST) : min(high, middle + MOST)]
