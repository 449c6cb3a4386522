"""Where a file of the context arrives in a stage, and which steps of other stages take it there for certain.

A `COPY --from` counts by the content that it takes. Whether that is another one when something below it was
rebuilt, only the build can tell, but where nothing but COPY stands between: a changed file that is copied is
a changed file in the stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dlinter.model.cache.inputs import Local
from dlinter.model.cache.spellings import BASE, join
from dlinter.model.cache.steps import Kind, StageInput, Step
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.globs import BadPattern, has_magic, translate
from dlinter.model.dockerfile.paths import clean, is_within


def arriving(
    path: str,
    at: int,
    steps: Sequence[Step],
    takers: Sequence[Step],
    context: BuildContext | None,
    look: Callable[[int], object],
) -> Iterator[tuple[Step, StageInput]]:
    """The steps that take a changed file of the context from another stage for certain, and the input by
    which; `at` is the step that copies it from the context, `takers` are those of the steps that take
    something of another stage, and `look` is told how many are walked over."""
    todo = [(at, place) for place in [_places(steps[at], path, context)] if place]
    seen: set[int] = set()
    while todo:
        here, places = todo.pop()
        look(len(takers))
        for step in takers:
            for item in step.stages:
                if (
                    step.at not in seen
                    and _takes(item, places)
                    and _reaches(here, item, steps, path, places, context)
                ):
                    seen.add(step.at)
                    yield step, item
                    if step.kind is Kind.COPY:
                        further = _copied(step, item, places)
                        if further:
                            todo.append((step.at, further))


def _places(step: Step, path: str, context: BuildContext | None) -> frozenset[str]:
    """Where the file may lie after a COPY of the context; () where that cannot be told."""
    if step.kind is not Kind.COPY or step.target is None or BASE in step.target:
        return frozenset()
    found = set[str]()
    for item in step.locals:
        if not item.takes(path):
            continue
        below = None if item.parents or item.pattern is None else item.below(path)
        if below is None:
            return frozenset()
        found |= _landed(step, path, below, item.literal and _is_folder(item, context))
    return frozenset(found)


def _is_folder(item: Local, context: BuildContext | None) -> bool:
    if not item.pattern:
        return True
    entry = context.entry(item.pattern) if context is not None else None
    return entry is not None and entry.is_dir


def _landed(step: Step, path: str, below: str, folder: bool) -> set[str]:
    """What is below a folder that is taken lies below the destination; a file lies there, or is it."""
    assert step.target is not None
    target = clean(step.target)
    if below:
        return {join(target, below)}
    if folder:
        return {clean(target)}
    named = join(target, path.rpartition("/")[2])
    return {named} if step.target.endswith(("/", "/.")) else {named, clean(target)}


def _copied(step: Step, item: StageInput, places: frozenset[str]) -> frozenset[str]:
    """The same for a COPY from another stage, of plain paths."""
    if step.target is None or BASE in step.target:
        return frozenset()
    found = set[str]()
    for source in item.paths:
        top = clean("/" + source)
        if has_magic(source):
            return frozenset()
        for place in places:
            if place == top:
                found |= _landed(step, place, "", False)
            elif place.startswith(top.rstrip("/") + "/"):
                found |= _landed(step, place, place[len(top.rstrip("/")) + 1 :], False)
    return frozenset(found)


def _takes(item: StageInput, places: frozenset[str]) -> bool:
    """Whether each place where the file may lie is among what is taken."""
    return (
        bool(places)
        and not item.filtered
        and all(any(_covers(source, place) for source in item.paths) for place in places)
    )


def _covers(source: str, place: str) -> bool:
    top = clean("/" + source)
    if not has_magic(source):
        return is_within(place, top)
    wanted, parts = top.split("/"), place.split("/")
    try:
        return len(parts) >= len(wanted) and all(
            translate(w).fullmatch(p) for w, p in zip(wanted, parts, strict=False)
        )
    except BadPattern:
        return False


def _reaches(
    at: int,
    item: StageInput,
    steps: Sequence[Step],
    path: str,
    places: frozenset[str],
    context: BuildContext | None,
) -> bool:
    """Whether what a step copied is in a stage's result as it came: below it is nothing but COPY of something
    else, or of the same file."""
    todo, seen, found = list(item.tip), set[int](), False
    while todo:
        here = todo.pop()
        if here == at:
            found = True
            continue
        if here in seen or here < at:
            continue
        seen.add(here)
        step = steps[here]
        if step.kind not in (Kind.COPY, Kind.WORKDIR) or not _leaves(step, path, places, context):
            return False
        todo += step.parents
    return found


def _leaves(step: Step, path: str, places: frozenset[str], context: BuildContext | None) -> bool:
    """Whether a COPY that comes later leaves the file there, or brings the same one."""
    if step.kind is Kind.WORKDIR:
        return True
    if step.target is None or BASE in step.target:
        return False
    target = clean(step.target)
    over = [p for p in places if is_within(p, target)]
    if not over:
        return True
    if any(i.takes(path) for i in step.locals):
        return _places(step, path, context) == places
    if step.stages or step.remotes or not step.locals or context is None:
        return False
    for item in step.locals:
        if not item.literal or item.pattern is None:
            return False
        entry = context.entry(item.pattern) if item.pattern else None
        if item.pattern and (entry is None or not entry.is_dir):  # a file: by its name
            if any(p in (target, join(target, item.pattern.rpartition("/")[2])) for p in over):
                return False
        elif any(
            context.entry("/".join(x for x in (item.pattern, p[len(target.rstrip("/")) + 1 :]) if x))
            is not None
            for p in over
        ):
            return False
    return True
