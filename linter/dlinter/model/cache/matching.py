"""Which steps of an edited Dockerfile BuildKit finds in the cache that the file before filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from dlinter.model.cache.inputs import Local
from dlinter.model.cache.steps import Kind, StageInput, Step
from dlinter.model.image_reference import parse_reference

SameContent = Callable[[Local, Local], bool]
"""Whether an input of the file before and one of the edited file have the same content."""


class Found(StrEnum):
    """`MAYBE`: found if what only the build can tell is as it was."""

    KEPT = "kept"
    MAYBE = "maybe"
    EDITED = "edited"

_Index = dict[tuple[str, tuple[int, ...]], list[Step]]
_MOST = 20
"""Equal steps looked at: a file that repeats one line a thousand times has them."""


def never_same(_old: Local, _new: Local) -> bool:
    return False


def match(old: Sequence[Step], new: Sequence[Step], same: SameContent = never_same) -> list[Found]:
    """For each step of the edited file whether the cache has it. A step is found by its own key on the same
    parents (`solver`: the key of an operation and the keys of its inputs), whatever else stands in the file;
    content that a path brings counts by content, not by the path."""
    # equal steps of the file before are one step to the cache, the first of them
    firsts: dict[tuple[str, str], int] = {}
    first = [firsts.setdefault((s.definition, s.sources), s.at) for s in old]
    by_own: _Index = {}
    by_guess: _Index = {}
    for step in old:
        if first[step.at] == step.at:
            above = tuple(first[p] for p in step.parents)
            by_own.setdefault((step.own, above), []).append(step)
            by_guess.setdefault((step.guess, above), []).append(step)
    images = [step for step in old if step.kind is Kind.FROM]
    place: dict[int, int] = {}
    found: list[Found] = []
    for step in new:
        parents = tuple(place[p] for p in step.parents if p in place)
        if len(parents) < len(step.parents):
            found.append(Found.EDITED)
            continue
        loose = any(found[p] is Found.MAYBE for p in step.parents)
        best: tuple[int, bool] | None = None
        for other, exact in _candidates(step, parents, by_own, by_guess, images):
            inputs = _inputs(other, step, same, place, found, first)
            if inputs is not None and (best is None or (exact and inputs and not best[1])):
                best = other.at, exact and inputs
        if best is not None:
            place[step.at] = first[best[0]]
        found.append(Found.EDITED if best is None else Found.KEPT if best[1] and not loose else Found.MAYBE)
    return found


def _candidates(
    step: Step, parents: tuple[int, ...], by_own: _Index, by_guess: _Index, images: Sequence[Step]
) -> Iterator[tuple[Step, bool]]:
    """Steps that may be this one, the nearest first, and whether their own keys are equal."""
    yield from ((other, True) for other in by_own.get((step.own, parents), ())[:_MOST])
    if step.kind is Kind.FROM:
        yield from (
            (other, False)
            for other in images
            if other.own != step.own and _may_be_one_image(other.base, step.base)
        )
    else:
        yield from (
            (other, False)
            for other in by_guess.get((step.guess, parents), ())[:_MOST]
            if other.own != step.own
        )


def _may_be_one_image(one: str, other: str) -> bool:
    """The same tag with and without its digest, or for another platform."""
    if one == other:
        return True
    a, b = parse_reference(one), parse_reference(other)
    if a is None or b is None or (a.registry, a.path) != (b.registry, b.path):
        return False
    tags = {a.tag or ("" if a.digest else "latest"), b.tag or ("" if b.digest else "latest")}
    return bool(a.digest) != bool(b.digest) and (len(tags) == 1 or "" in tags)


def _inputs(
    old: Step,
    new: Step,
    same: SameContent,
    place: dict[int, int],
    found: Sequence[Found],
    first: Sequence[int],
) -> bool | None:
    """Whether the content that comes from paths is the same; False: maybe; None: it is not."""
    if len(old.locals) != len(new.locals) or len(old.stages) != len(new.stages):
        return None
    if not all(o.key == n.key or same(o, n) for o, n in zip(old.locals, new.locals, strict=True)):
        return None
    certain = True
    for was, now in zip(old.stages, new.stages, strict=True):
        if was.filtered != now.filtered or len(was.paths) != len(now.paths):
            return None
        # another path of a stage may bring the same content
        certain = certain and was.paths == now.paths and _same_source(was, now, place, found, first)
    return certain


def _same_source(
    was: StageInput, now: StageInput, place: dict[int, int], found: Sequence[Found], first: Sequence[int]
) -> bool:
    if was.stage is None or now.stage is None:
        return was.stage is now.stage and (was.image == now.image or _one_name(was.image, now.image))
    return tuple(place.get(t, -1) for t in now.tip) == tuple(first[t] for t in was.tip) and all(
        found[t] is Found.KEPT for t in now.tip
    )


def _one_name(one: str, other: str) -> bool:
    a = parse_reference(one)
    return a is not None and a == parse_reference(other)
