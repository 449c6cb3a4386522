"""How many of the last commits rebuilt each step, as far as a lint knows: by the files of the context, and by
edits of the Dockerfile since then."""

from __future__ import annotations

from dlinter.model.cache.build_cache import BuildCache
from dlinter.model.cache.steps import Step
from dlinter.model.cache.waste import caches
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.history import History


def rebuilt_by_commits(facts: Facts) -> dict[int, int] | None:
    """By the index of an instruction that makes a step: commits that changed a file of what the step stands
    on or takes from another stage, and one more where it, or what comes before it, was another instruction
    before the first of them. None without enough history."""
    history = facts.history if facts.build_context is not None else None
    if history is None or not history.enough:
        return None
    before = history.before() if history.before is not None else None
    old = None
    if before is not None:
        then = Facts(read(before), load_context=lambda: facts.build_context)
        old = {s.definition for cache in caches(then) for s in cache.steps}
    found: dict[int, int] = {}
    for cache in facts.once(caches):
        taken = {path: places for path in history.paths if (places := frozenset(cache.taking(path)))}
        for step in cache.steps:
            count = _touched(cache, step, taken, history) + (old is not None and step.definition not in old)
            found[step.index] = max(min(count, len(history)), found.get(step.index, 0))
    return found


def _touched(cache: BuildCache, step: Step, taken: dict[str, frozenset[int]], history: History) -> int:
    within, todo = set[int](), [step.at]
    while todo:
        at = todo.pop()
        if at not in within:
            within.add(at)
            other = cache.steps[at]
            todo += [*other.parents, *(t for s in other.stages for t in s.tip)]
    paths = {path for path, places in taken.items() if not places.isdisjoint(within)}
    return sum(not paths.isdisjoint(commit) for commit in history.commits) if paths else 0
