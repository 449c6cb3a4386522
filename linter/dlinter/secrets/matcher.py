"""From a place where something may match to candidates: the detector's expression, its surroundings, the
sieve.

Both ways in, small texts (`finder`) and streams (`stream`), end here, so that they say the same of the same
bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from dlinter.detectors.rotation import rotate_of
from dlinter.model.secret import Basis, Candidate, Secret, Sieved
from dlinter.secrets.allowance import Allowance
from dlinter.secrets.grammar.kinds import FileKind, kind_of
from dlinter.secrets.patterns import Pattern
from dlinter.secrets.sighting import Sighting, file_name, sighting
from dlinter.values import replace

_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}
MOST = 20_000
"""Candidates of one file that are kept; a file with more has a defect of another kind."""


@dataclass(frozen=True, slots=True, repr=False)
class Match:
    """A sighting and its place: byte offsets of the secret in the file."""

    seen: Sighting
    start: int
    end: int
    sieved: str
    unjudged: bool = False


@cache
def paths(expression: str) -> re.Pattern[str]:
    """A detector's expression for paths, compiled when a path may have a match for it."""
    return re.compile(expression)


def belongs(pattern: Pattern, path: str) -> bool:
    """Whether the detector is for files of this path; where there is no path it is not asked."""
    expression = pattern.detector.paths
    return not expression or not path or paths(expression).search(path.lower()) is not None


def matches(
    pattern: Pattern, data: bytes, path: str, start: int = 0, end: int | None = None,
    kind: FileKind | None = None, *, end_to_end: bool = False, allowance: Allowance | None = None,
    fours: AbstractSet[int] | None = None
) -> Iterator[Match]:
    """The matches of one detector in `data[start:end]`, judged. Offsets are offsets of `data`; `kind` of the
    file, told by its path where it is not given; `end_to_end` and `fours` as in `Pattern.named_spans`."""
    if path.endswith(".pyc"):
        from dlinter.secrets.bytecode import apart

        data = apart(data)
    of_file = kind_of(path) if kind is None else kind
    count = 0
    for span in pattern.named_spans(
        data, start, end, end_to_end=end_to_end, fours=fours, allowance=allowance
    ):
        count += 1
        yield from _judged(pattern, data, span, path, of_file, allowance)
    stop = len(data) if end is None else end
    if pattern.unmistakable and data.count(prefix := pattern.prefix, start, stop) > count:
        from dlinter.secrets.put_together import wholes

        for whole in wholes(data, prefix, start, stop):
            for span in pattern.named_spans(whole.data, whole.start, whole.stop):
                for match in _judged(pattern, whole.data, span, path, of_file, allowance):
                    first, last = whole.place(match.start), whole.place(match.end - 1) + 1
                    if last - first > match.end - match.start:  # else it was found as it stands
                        yield Match(match.seen, first, last, match.sieved, match.unjudged)


def _judged(
    pattern: Pattern, data: bytes, span: tuple[int, int, int, tuple[int, int] | None], path: str,
    of_file: FileKind, allowance: Allowance | None
) -> Iterator[Match]:
    """The match of a place that `Pattern.named_spans` gave, where it is one."""
    begin, first, last, name = span
    detector = pattern.detector
    from dlinter.secrets.grammar.values import is_generic, meets, worth

    by_name = allowance if detector.confidence == "low" else None
    if by_name is not None and by_name.counts_already(first, last):
        return
    if detector.accepts is not None and not detector.accepts(data[first:last].decode("latin-1")):
        return
    whole = detector.basis is Basis.OPTION
    if name is not None and not worth(data, first, last, name, of_file, whole=whole):
        return
    spent = by_name is not None and not by_name.take_named(last - first)
    seen: Sighting | None = sighting(detector, data, first, last, path, of_file, name, begin)
    if seen is not None and detector.basis is Basis.FILE:
        seen = replace(seen, key=file_name(path), kind=FileKind.SETTING, named=True)
    if seen is not None and is_generic(detector) and not spent:
        seen = meets(seen)
    if seen is not None:
        if allowance is not None and (spent or not allowance.take()):
            allowance.count(first, last, first + len(seen.value) if by_name is not None else 0)
            yield Match(seen, first, first + len(seen.value), "", True)
            return
        from dlinter.secrets.sieve import sieve  # its expressions take 20 ms: only when something is left

        reason = sieve(seen)
        if (
            not reason
            and detector.confidence == "low"
            and pattern.formats.cut_short(seen.value, seen.before)
        ):
            reason = Sieved.CUT_SHORT
        yield Match(seen, first, first + len(seen.value), reason)


def best(found: Iterable[Match]) -> list[Match]:
    """One match for one place: of those that overlap, the most specific detector's; sorted by place.

    A detector of a format knows better than one of a name, also when it says that a value is none; among
    those of a format one that is not sieved, then the surer, the exact form before the wider one, the longer,
    the first by id.
    """
    chosen: list[Match] = []
    together: list[Match] = []  # a text may have thousands, of which few overlap
    end = -1
    for match in sorted(found, key=_start):
        if match.start >= end and together:
            chosen += _best(together)
            together = []
        together.append(match)
        end = max(end, match.end)
    return chosen + _best(together)


def _best(found: list[Match]) -> list[Match]:
    if len(found) < 2:
        return found
    chosen: list[Match] = []  # sorted by place: none of them overlap
    for match in sorted(found, key=_rank):
        at = bisect_right(chosen, match.start, key=_start)
        if (at and chosen[at - 1].end > match.start) or (at < len(chosen) and chosen[at].start < match.end):
            continue
        chosen.insert(at, match)
    return chosen


_start = attrgetter("start")


def _rank(match: Match) -> tuple[bool, bool, bool, int, bool, int, int, str]:
    detector = match.seen.detector
    return (
        detector.confidence == "low",
        bool(match.sieved),
        detector.basis is not Basis.WEAK,  # that it is guessable says more than that it has a name
        _CONFIDENCE.get(detector.confidence, 3),
        bool(detector.loose_of),
        match.start - match.end,
        match.start,
        detector.id,
    )


def candidate(match: Match, line: int, *, start: int | None = None, end: int | None = None) -> Candidate:
    """The candidate of a match, at its own place or another one."""
    from dlinter.secrets.sieve.counted import confidence_of

    detector = match.seen.detector
    return Candidate(
        detector.id,
        detector.provider,
        detector.title,
        Secret(_text(match.seen.value)),
        match.start if start is None else start,
        match.end if end is None else end,
        line,
        detector.confidence if match.sieved or match.unjudged else confidence_of(match.seen),
        match.sieved,
        detector.security_severity,
        detector.basis,
        rotate=rotate_of(detector),
        unjudged=match.unjudged,
    )


def _text(value: str) -> str:
    """A value as people read it: UTF-8 where its bytes are that."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def all_matches(
    patterns: Sequence[Pattern], data: bytes, path: str = "", allowance: Allowance | None = None,
    *, fours: AbstractSet[int] | None = None
) -> list[Match]:
    """The matches of some detectors in the whole of a small text; `fours` as in `Pattern.named_spans`."""
    return [
        m
        for p in patterns
        if belongs(p, path)
        for m in matches(p, data, path, allowance=allowance, fours=fours)
    ]
