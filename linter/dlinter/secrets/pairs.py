"""A key id and its secret, found near one another, are one finding: together they open something, each alone opens nothing.

Which detectors belong together a detector says itself (`Detector.pair`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dlinter.model.secret import Candidate

NEAR = 2048
"""Bytes between the two, at most: the lines of one profile, one section, one block of settings."""
GRAVER = 0.5
"""So much a pair's security severity is above the graver half's (0 to 10)."""


def paired(candidates: Sequence[Candidate], partner: Mapping[str, str]) -> list[Candidate]:
    """The candidates of one file with each pair as one: the half that is the secret (the graver one) stays, and names the other.
    `partner` is detector → the detector that it belongs to. What the sieve took out pairs with nothing."""
    left = {at for at, c in enumerate(candidates) if not c.sieved}
    done: dict[int, Candidate] = {}
    gone: set[int] = set()
    near = sorted(
        (abs(a.start - b.start), i, j)
        for i, a in enumerate(candidates) if i in left and partner.get(a.detector)
        for j, b in enumerate(candidates) if j in left and i != j and b.detector == partner[a.detector] and abs(a.start - b.start) <= NEAR
    )  # fmt: skip
    for _, i, j in near:
        if {i, j} & (gone | done.keys()):
            continue
        keep, other = (i, j) if candidates[i].security_severity >= candidates[j].security_severity else (j, i)
        whole, half = candidates[keep], candidates[other]
        severity = min(10.0, max(whole.security_severity, half.security_severity) + GRAVER)
        done[keep] = replace(whole, title=f"{whole.title} together with its {half.title}", confidence="high", security_severity=severity, half=half)
        gone.add(other)
    return [done.get(at, c) for at, c in enumerate(candidates) if at not in gone]
