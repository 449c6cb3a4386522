"""The one ordered chain from what the rules saw to what is reported.

Each step is pure and keeps every result but exact duplicates: what is suppressed stays, with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dlinter.finding import Reason, Result, Suppression
from dlinter.policy.case import Case
from dlinter.policy.globs import compile_glob, relative
from dlinter.policy.severity import severity
from dlinter.values import replace

Step = Callable[[Sequence[Result], Case], list[Result]]


def per_file_ignores(results: Sequence[Result], case: Case) -> list[Result]:
    """Suppresses by the configuration's `per-file-ignores`."""
    table = case.settings.per_file_ignores
    if not table:
        return list(results)
    cache: dict[str, dict[str, str]] = {}

    def ignored(path: str) -> dict[str, str]:
        if path not in cache:
            name = relative(path, case.settings.root)
            cache[path] = {
                rule: glob for glob, rules in table if compile_glob(glob).fullmatch(name) for rule in rules
            }
        return cache[path]

    done = []
    for result in results:
        glob = ignored(result.location.path).get(result.rule.id)
        done.append(
            _suppress(result, Suppression(Reason.IGNORE, f"per-file-ignores `{glob}`")) if glob else result
        )
    return done


def ignores(results: Sequence[Result], case: Case) -> list[Result]:
    """Suppresses by comments in the file."""
    if not case.ignores.entries:
        return list(results)
    return [
        _suppress(result, found)
        for result, found in zip(results, case.ignores.suppressions(results), strict=True)
    ]


def baseline(results: Sequence[Result], case: Case) -> list[Result]:
    """Suppresses what was accepted earlier."""
    if not case.baseline.fingerprints:
        return list(results)
    accepted = Suppression(Reason.BASELINE, "in the baseline")
    return [_suppress(result, accepted if result in case.baseline else None) for result in results]


def _suppress(result: Result, suppression: Suppression | None) -> Result:
    if suppression is None or result.suppressed_by is not None:
        return result
    return replace(result, suppressed_by=suppression)


def dedupe(results: Sequence[Result], case: Case) -> list[Result]:
    """Leaves one of several results that say the same of the same place. In an image a fingerprint tells them
    apart: two secrets of one line may have the same masked text, or be equal."""
    seen, done = set(), []
    for result in results:
        place = result.location
        key = (
            result.rule.id,
            place.path,
            place.span,
            place.image,
            result.fingerprint if place.image else result.message,
        )
        if key not in seen:
            seen.add(key)
            done.append(result)
    return done


def sort(results: Sequence[Result], case: Case) -> list[Result]:
    """By file, place, rule and message; in an image by layer, path and line (its configuration first)."""
    return sorted(results, key=order)


def order(result: Result) -> tuple[object, ...]:
    """The sort key of a result, total for results that differ."""
    place, image = result.location, result.location.image
    start, end = (place.span.start, place.span.end) if place.span else (-1, -1)
    inside: tuple[object, ...] = ()
    if image is not None:
        layer = -1 if image.layer is None else image.layer
        inside = (
            image.image,
            image.platform,
            layer,
            image.exposure,
            image.path,
            image.inner,
            image.line or 0,
            image.history or 0,
        )
    return (place.path, start, end, inside, result.rule.id, result.message, result.fingerprint)


CHAIN: tuple[Step, ...] = (severity, per_file_ignores, ignores, baseline, dedupe, sort)


def apply(results: Sequence[Result], case: Case) -> list[Result]:
    """Sends results through the chain."""
    for step in CHAIN:
        results = step(results, case)
    return list(results)
