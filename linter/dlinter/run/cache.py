"""`dlint cache`: the steps of a Dockerfile with their inputs, what past commits would have rebuilt, and what that costs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from dlinter.model.cache.build_cache import BuildCache
from dlinter.model.cache.steps import Step
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts import Facts
from dlinter.model.text import Text
from dlinter.report.cache_rows import CacheReport, Row
from dlinter.sources.build_times import Timing
from dlinter.sources.git_history import Commit, blobs, commits


@dataclass(frozen=True, slots=True)
class Shares:
    """How many of `commits` would have rebuilt each step, by place: for certain, maybe, by a change of its own input, and how many touched what it
    really needs, or its lockfile (a step that is not there: not known)."""

    commits: int
    rebuilt: Counter[int] = field(default_factory=Counter)
    maybe: Counter[int] = field(default_factory=Counter)
    own: Counter[int] = field(default_factory=Counter)
    needed: dict[int, int] = field(default_factory=dict)
    locked: dict[int, int] = field(default_factory=dict)


def open_cache(text: Text, context: BuildContext | None, target: str = "") -> BuildCache:
    """The cache of one Dockerfile; `target` is a stage's name or number. Raises ValueError where there is no such stage."""
    facts = Facts(read(text), load_context=lambda: context)
    if not target:
        return facts.cache
    for stage in facts.dockerfile.stages:
        if target.lower() == stage.name.lower() or target == str(stage.index):
            return BuildCache(facts, stage.index)
    raise ValueError(f"there is no stage `{target}`")


def shares(cache: BuildCache, root: str, dockerfile: str, context: str, count: int) -> Shares:
    """What the last commits would have rebuilt of today's steps. `dockerfile` and `context` are relative to the repository's root. A commit that
    changed the Dockerfile counts for the steps whose key it changed; today's `.dockerignore` is taken for all. Raises NoHistory."""
    log = list(commits(root, count))
    return count_shares(cache, log, _edits(cache, log, root, dockerfile), f"{context}/" if context else "")


def count_shares(cache: BuildCache, log: Iterable[Commit], edits: dict[str, tuple[frozenset[int], frozenset[int]]], prefix: str) -> Shares:
    requirements = {s.at: r for s in cache.steps if (r := cache.requirement(s)) is not None}
    reaching = {at: cache.reaching(cache.steps[at]) for at in requirements}
    kept: dict[tuple[frozenset[int], frozenset[int]], tuple[frozenset[int], frozenset[int]]] = {}
    rebuilt, maybe, own = Counter[int](), Counter[int](), Counter[int]()
    needed, locked = dict.fromkeys(requirements, 0), dict.fromkeys(requirements, 0)
    depth = {at: _lock_depth(cache, at) for at in requirements}
    total = 0
    for commit in log:
        total += 1
        paths = [c.path[len(prefix) :] for c in commit.changes if c.path.startswith(prefix)]
        hits = frozenset(at for p in paths for at in cache.taking(p))
        edited, unsure = edits.get(commit.id, (frozenset[int](), frozenset[int]()))
        own.update(hits)
        key = (hits | edited, unsure)
        if key not in kept:
            kept[key] = cache.marks(*key)
        rebuilt.update(kept[key][0])
        maybe.update(kept[key][1])
        for at, requirement in requirements.items():
            touched = [p for p in paths if requirement.needs(p) and reaching[at](p) and not (requirement.locks(p) and _depth(p) > depth[at])]
            needed[at] += bool(touched)
            locked[at] += any(requirement.locks(p) for p in touched)
    return Shares(total, rebuilt, maybe, own, needed, {at: n for at, n in locked.items() if requirements[at].lockfiles})


def _lock_depth(cache: BuildCache, at: int) -> int:
    """How deep the lockfile of an install lies: the topmost one that reaches it. Those below it are of other projects."""
    context, requirement = cache.facts.build_context, cache.requirement(cache.steps[at])
    if context is None or requirement is None:
        return 1 << 30
    reaches = cache.reaching(cache.steps[at])
    return min((_depth(f) for f in context.files if requirement.locks(f) and reaches(f)), default=1 << 30)


def _depth(path: str) -> int:
    return path.count("/")


def _edits(cache: BuildCache, log: Iterable[Commit], root: str, dockerfile: str) -> dict[str, tuple[frozenset[int], frozenset[int]]]:
    changed = {c.id: f for c in log for f in c.changes if f.path == dockerfile}
    texts = blobs(root, [b for f in changed.values() for b in (f.old, f.new)])
    versions = {b: Facts(read(Text(data, dockerfile))).cache.steps for b, data in texts.items()}
    found = {}
    for commit, file in changed.items():
        before = versions.get(file.old, ())
        definitions, sources = {s.definition for s in before}, {s.sources for s in before}
        after = {_same(s): s for s in versions.get(file.new, ())}
        edited, unsure = set[int](), set[int]()
        for step in cache.steps:
            then = after.get(_same(step))
            if then is not None and then.definition not in definitions:
                edited.add(step.at)
            elif then is not None and then.sources not in sources:
                unsure.add(step.at)
        found[commit] = (frozenset(edited), frozenset(unsure))
    return found


def _same(step: Step) -> tuple[str, str]:
    return step.stage_name, step.text


def match_times(cache: BuildCache, timings: Iterable[Timing]) -> dict[int, float]:
    """Seconds of each step, by place: matched by stage and text, else by stage and number. Cached ones have none."""
    stages = cache.facts.dockerfile.stages
    found: dict[int, float] = {}
    for timing in timings:
        if timing.seconds is None:
            continue
        near = [s for s in cache.steps if timing.stage.lower() in _names(stages[s.stage].name, s.stage)]
        exact = [s for s in near if s.text == timing.text] or [s for s in near if s.number == timing.number and timing.text.startswith(s.kind.value)]
        if exact:
            at = exact[0].at
            found[at] = max(found.get(at, 0.0), timing.seconds)
    return found


def _names(name: str, index: int) -> tuple[str, ...]:
    """What BuildKit calls a stage in its log (`convert.go`, `prefixCommand`)."""
    return (name.lower(),) if name else (f"stage-{index}", "")


def report(cache: BuildCache, path: str, found: Shares | None, seconds: dict[int, float]) -> CacheReport:
    """Everything that the formats show."""
    context = cache.facts.build_context
    rows = []
    for step in cache.steps:
        files = sorted({f for i in step.locals for f in i.files(context)}) if context is not None else []
        below = [r.step.at for r in cache.follow({step.at: (True, "")}) if r.step.at != step.at]
        rebuilt = found.rebuilt[step.at] if found else None
        took = seconds.get(step.at)
        minutes = took * rebuilt / found.commits / 60 if found and found.commits and took is not None and rebuilt is not None else None
        rows.append(
            Row(
                step, len(files), context.size_of(files) if context is not None else 0, tuple(below), rebuilt, found.maybe[step.at] if found else None,
                found.own[step.at] if found else None, found.needed.get(step.at) if found else None, found.locked.get(step.at) if found else None, took, minutes,
            )
        )  # fmt: skip
    return CacheReport(path, tuple(rows), found.commits if found else 0)


def inside(path: str, root: str) -> str | None:
    """A path relative to the repository's root with forward slashes, "" for the root; None outside of it."""
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")
    return None if relative.startswith("..") else "" if relative == "." else relative


__all__ = ["Shares", "inside", "match_times", "open_cache", "report", "shares"]
