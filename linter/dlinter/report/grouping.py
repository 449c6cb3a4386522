"""Results that a platform would take for one are made one: GitHub knows an alert by rule, file and line, and
shows the first of several alike. For a reader of the file nothing is lost: the message lists them all."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from msgspec import Struct

from dlinter.finding import Edit, Fix, Related, Result, Safety
from dlinter.model.text import Span
from dlinter.report.plain import advice, clean, fate, plural, spot
from dlinter.report.regions import line_shown

LISTED = 20
"""Places named in the message of one group; the rest is counted."""


class Group(Struct, frozen=True):
    """Results of one rule on one line of a file. `results` are in order of place, never empty."""

    results: tuple[Result, ...]

    @property
    def first(self) -> Result:
        """The gravest, the earliest of those."""
        return min(self.results, key=lambda r: r.severity.rank)

    @property
    def span(self) -> Span | None:
        """From the first to the last place of the group."""
        spans = [r.location.span for r in self.results if r.location.span is not None]
        return Span(min(s.start for s in spans), max(s.end for s in spans)) if spans else None

    @property
    def message(self) -> str:
        """The message, or all messages of the group with their places in the image."""
        if len(self.results) == 1:
            return _told(self.results[0], alone=True)
        parts = list(dict.fromkeys(_told(r, alone=False) for r in self.results))
        more = len(parts) - LISTED
        tail = f"; and {more} more" if more > 0 else ""
        image, line = self.first.location.image, self.first.location.text
        where = (
            "on this line"
            if image is None
            else "in what this instruction made"
            if line is not None
            else "at this place"
        )
        return f"{plural(len(self.results), 'finding')} {where}: {'; '.join(parts[:LISTED])}{tail}"

    @property
    def advice(self) -> str:
        """What to do now about the secrets of the group."""
        return "; ".join(dict.fromkeys(filter(None, map(advice, self.results))))

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """One fix where all edits can be made together, else each of its own."""
        fixes = list(dict.fromkeys(r.finding.fix for r in self.results if r.finding.fix is not None))
        if len(fixes) < 2 or any(r.finding.fix is None for r in self.results):
            return tuple(fixes)
        edits = sorted({edit for fix in fixes for edit in fix.edits}, key=lambda e: e.span)
        if _clash(edits):
            return tuple(fixes)
        title = "; ".join(dict.fromkeys(fix.title for fix in fixes))
        safety = Safety.UNSAFE if any(fix.safety is Safety.UNSAFE for fix in fixes) else Safety.SAFE
        files = tuple(dict.fromkeys(file for fix in fixes for file in fix.files))
        return (Fix(title, tuple(edits), safety, files, any(fix.withheld for fix in fixes)),)

    @property
    def related(self) -> tuple[Related, ...]:
        return tuple(dict.fromkeys(related for r in self.results for related in r.finding.related))


def _clash(edits: Sequence[Edit]) -> bool:
    return any(a.span.overlaps(b.span) or a.span.end > b.span.start for a, b in itertools.pairwise(edits))


def _told(result: Result, *, alone: bool) -> str:
    place, message = result.location.image, clean(result.message)
    if place is None:
        return message
    # A group is of one image, which its run names; what tells its members apart is the platform and the
    # place.
    chain = [clean(place.image) if alone else place.platform, spot(place), fate(place)]
    return f"{message} [{'; '.join(part for part in chain if part)}]"


def grouped(results: Iterable[Result]) -> list[Group]:
    """Groups by rule, file, line and whether suppressed, in order of their first result. Findings in an image
    that no line is known for are one where only the platform of the image tells them apart."""
    groups: dict[tuple[object, ...], list[Result]] = {}
    for result in results:
        text, span, image = result.location.text, result.location.span, result.location.image
        key: tuple[object, ...] = (result.rule.id, result.location.path, result.suppressed_by is None)
        if text is not None:
            key += (line_shown(text, span), image.image if image is not None else "")
        else:
            key += (result.fingerprint,)
        groups.setdefault(key, []).append(result)
    return [Group(tuple(sorted(members, key=_start))) for members in groups.values()]


def _start(result: Result) -> int:
    return result.location.span.start if result.location.span is not None else -1


def gravest_first(groups: Iterable[Group]) -> list[Group]:
    """By severity, then GitHub's number for security rules, then place."""
    return sorted(groups, key=lambda g: result_rank(g.first))


def result_rank(result: Result) -> tuple[int, float, str, int, str, str]:
    """Sorts results, the gravest first."""
    worth = result.rule.security_severity or 0.0
    return (
        result.severity.rank,
        -worth,
        result.location.path,
        _start(result),
        result.rule.id,
        result.fingerprint,
    )


def message_of(result: Result) -> str:
    """The message of one result alone, with its place in the image."""
    return Group((result,)).message
