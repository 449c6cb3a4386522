"""`dlint cache`: the steps of a Dockerfile with their inputs, what past commits would have rebuilt, and what
that costs."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec import Struct, field

from dlinter.model.cache.build_cache import BuildCache, cache_of
from dlinter.model.cache.causes import UNAVOIDABLE, Cause, CauseKind, Changes, first_cause
from dlinter.model.cache.change import Change
from dlinter.model.cache.demand import Demand, demands
from dlinter.model.cache.inputs import Local
from dlinter.model.cache.matching import Found, SameContent, match
from dlinter.model.cache.read_by_programs import named_in_sources
from dlinter.model.cache.steps import Step
from dlinter.model.cache.volatile import changing_arguments
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.nodes import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.given import Given
from dlinter.model.masks import mapped
from dlinter.model.packages.git_folder import reads_git, writes_the_commit
from dlinter.model.text import Text
from dlinter.report.rebuilds import CacheReport, Row
from dlinter.run.ignore_history import Ignored, ignored_then
from dlinter.sources.build_times import Timing
from dlinter.sources.git_history import Commit, blobs, commits, same_object


class Shares(Struct, frozen=True):
    """How many of `commits` would have rebuilt each step, by place: for certain, maybe, by a change of its
    own input, and how many touched what it really needs, or edited what comes before it, so that it had to be
    rebuilt, and its lockfile (a step that is not there: not known). `causes` are the first causes of the
    rebuilds that are certain: their sum is `rebuilt`. `git` are the steps that take `.git`, which every
    commit changes; `given` the build arguments to which a build file gives another value with every commit,
    of these steps."""

    commits: int
    rebuilt: Counter[int] = field(default_factory=Counter)
    maybe: Counter[int] = field(default_factory=Counter)
    own: Counter[int] = field(default_factory=Counter)
    needed: dict[int, int] = field(default_factory=dict)
    locked: dict[int, int] = field(default_factory=dict)
    git: frozenset[int] = frozenset()
    given: tuple[str, ...] = ()
    causes: dict[int, Counter[Cause]] = field(default_factory=dict)


def open_cache(
    text: Text, context: BuildContext | None, target: str = "", given: Mapping[str, Given] | None = None
) -> BuildCache:
    """The cache of one Dockerfile; `target` is a stage's name, `given` what build files give its build
    arguments. Raises ValueError where there is no such stage (a number names none: `resolveTarget`),
    TooMuchWork for a file whose steps take too long to tell."""
    facts = Facts(read(text), load_context=lambda: context, load_given=lambda: given or {})
    facts.dockerfile.work.left = sys.maxsize  # whoever asks for one file's cache waits for it
    if not target:
        return cache_of(facts)
    named = [s for s in facts.dockerfile.stages if s.name]
    for stage in reversed(named):
        if target.lower() == stage.name.lower():
            return BuildCache(facts, stage.index)
    names = ", ".join(f"`{s.name}`" for s in named)
    raise ValueError(
        f"there is no stage `{target}`: " + (f"the stages are {names}" if names else "no stage has a name")
    )


def shares(
    cache: BuildCache, root: str, dockerfile: str, context: str, count: int,
    log: Sequence[Commit] | None = None, tick: Callable[[], None] = lambda: None
) -> Shares:
    """What the last commits would have rebuilt of today's steps. `dockerfile` and `context` are relative to
    the repository's root. A commit that changed the Dockerfile counts for the steps whose key it changed, one
    that changed its `.dockerignore` for the steps that got other files by that. Raises NoGit and GitError."""
    log = list(commits(root, count))
    ignores = ignored_then(cache, log, root, dockerfile, context)
    return count_shares(
        cache,
        log,
        _edits(cache, log, root, dockerfile, context),
        f"{context}/" if context else "",
        ignores,
        tick,
    )


def count_shares(
    cache: BuildCache, log: Iterable[Commit], edits: dict[str, tuple[frozenset[int], frozenset[int]]],
    prefix: str,
    ignores: Mapping[str, Ignored] | None = None, tick: Callable[[], None] = lambda: None,
) -> Shares:  # fmt: skip
    wanted = _demands(cache)
    above = {s.at: sorted(cache.under(s)) for s in cache.steps}
    kept: dict[tuple[frozenset[int], frozenset[int]], tuple[frozenset[int], frozenset[int]]] = {}
    rebuilt, maybe, own = Counter[int](), Counter[int](), Counter[int]()
    causes = {s.at: Counter[Cause]() for s in cache.steps}
    locked = {at: 0 for at, demand in wanted.items() if demand.needed.lockfiles}
    wants = {at: _wanting(demand, _lock_depth(cache, at, demand)) for at, demand in wanted.items()}
    always = _taking_git(cache)
    reading = _reading_git(cache) if always else frozenset[int]()
    arguments = changing_arguments(cache.facts)
    used = {s.at: _uses(s, cache, arguments) for s in cache.steps}
    by_arguments = cache.rebuilt(Change.of_args(*arguments)) if arguments else ()
    fresh, perhaps = (
        frozenset(r.step.at for r in by_arguments if r.certain is sure) for sure in (True, False)
    )
    named = {at: name for at in fresh for name in arguments if name in (cache.steps[at].arguments)}
    vague = frozenset(s.at for s in cache.steps if any(i.pattern is None for i in s.locals))
    total = 0
    for commit in log:
        tick()
        total += 1
        paths = [c.path[len(prefix) :] for c in commit.changes if c.path.startswith(prefix)]
        then = ignores.get(commit.id) if ignores is not None else None
        seen = (
            [p for p in paths if then.seen(p)] if then is not None else [p for p in paths if cache.taking(p)]
        )
        counting = [*seen, *(then.changed if then is not None else ())]
        files, arrived = _by_place(counting, cache.wanting), _by_place(seen, cache.arriving)
        edited, unsure = edits.get(commit.id, (frozenset[int](), frozenset[int]()))
        guessed = frozenset(
            at
            for at in vague.intersection(files)
            if at not in always
            and not any(
                i.pattern is not None and i.takes(p) for i in cache.inputs(cache.steps[at]) for p in counting
            )
        )
        for at in guessed:
            del files[at]
        hits, unsure = always.union(files), unsure | guessed
        own.update(hits)
        key = (hits.union(arrived) | edited | fresh, unsure | perhaps)
        if key not in kept:
            kept[key] = cache.marks(*key)
        rebuilt.update(kept[key][0])
        maybe.update(kept[key][1])
        changes = Changes(files, arrived, edited, named, always)
        for at in kept[key][0]:
            cause = first_cause(
                cache.steps[at],
                above[at],
                cache.steps,
                changes,
                wants.get(at),
                used[at],
                "sources" if at in wanted and wanted[at].builds else "manifests",
            )
            if cause is not None and cause.kind is CauseKind.GIT and at in reading:
                cause = Cause(CauseKind.NEEDED, at, "sources")
            if cause is not None:
                causes[at][cause] += 1
        for at in locked:
            locked[at] += any(
                wanted[at].needed.locks(p) and wants[at](p)
                for place in above[at]
                for p in files.get(place, ())
            )
    needed = {
        at: sum(n for cause, n in causes[at].items() if cause.kind in UNAVOIDABLE)
        for at, demand in wanted.items()
        if not demand.rest
    }
    return Shares(total, rebuilt, maybe, own, needed, locked, always,
        tuple(a for a in arguments if by_arguments), causes)


def _uses(step: Step, cache: BuildCache, changing: Collection[str]) -> list[str]:
    """The build arguments in a step's key that it names, and of those that change with each commit the ones
    that a program of the project reads from its environment."""
    found = [a for a in step.arguments if re.search(rf"\b{re.escape(a)}\b", step.text)]
    more = [a for a in step.arguments if a in changing and a not in found]
    return [*found, *named_in_sources(step, cache, more)] if more else found


def _demands(cache: BuildCache) -> dict[int, Demand]:
    """What the installs and builds of the steps need, by place."""
    by_index = cache.facts.once(demands)
    return {s.at: by_index[s.index] for s in cache.steps if s.index in by_index}


def _wanting(demand: Demand, deepest: int) -> Callable[[str], bool]:
    """Whether a step needs a file that reaches it; lockfiles below the topmost one are of other projects."""

    def wants(path: str) -> bool:
        return demand.wants(path) and not (
            not demand.needed.certain and demand.locks(path) and _depth(path) > deepest
        )

    return wants


def _by_place(paths: Iterable[str], places: Callable[[str], Iterable[int]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for path in paths:
        for at in places(path):
            found.setdefault(at, []).append(path)
    return found


def _taking_git(cache: BuildCache) -> frozenset[int]:
    """The steps that take what git writes with every commit: its index, or the branches. git itself tells
    nothing of its own folder. The `.git` of a worktree or submodule is a file that stays the same."""
    context = cache.facts.build_context
    entry = context.entry(".git") if context is not None else None
    if entry is None or not entry.is_dir:
        return frozenset()
    taken = frozenset(at for path in (".git/index", ".git/refs/heads/main") for at in cache.taking(path))
    return frozenset(at for at in taken if any(i.pattern is not None for i in cache.steps[at].locals))


def _reading_git(cache: BuildCache) -> frozenset[int]:
    """The steps of which what they make hangs on the commit."""
    facts = cache.facts
    runs = [(s.at, facts.dockerfile.instructions[s.index]) for s in cache.steps]
    return frozenset(
        at
        for at, run in runs
        if isinstance(run, Run) and (reads_git(run, facts) or writes_the_commit(run, facts))
    )


def _lock_depth(cache: BuildCache, at: int, demand: Demand) -> int:
    """How deep the lockfile of an install lies: the topmost one that reaches it. Those below it are of other
    projects."""
    context = cache.facts.build_context
    if context is None:
        return 1 << 30
    reaches = cache.reaching(cache.steps[at])
    return min((_depth(f) for f in context.files if demand.locks(f) and reaches(f)), default=1 << 30)


def _depth(path: str) -> int:
    return path.count("/")


def _edits(
    cache: BuildCache, log: Iterable[Commit], root: str, dockerfile: str, context: str
) -> dict[str, tuple[frozenset[int], frozenset[int]]]:
    changed = {c.id: f for c in log for f in c.changes if f.path == dockerfile}
    texts = blobs(root, [b for f in changed.values() for b in (f.old, f.new)])
    versions = {b: _steps_then(cache, Text(data, dockerfile)) for b, data in texts.items()}
    found = {}
    for commit, file in changed.items():
        after = versions.get(file.new, ())
        verdicts = match(versions.get(file.old, ()), after, _same_content(root, commit, context))
        aligned = _aligned(cache.steps, after)
        found[commit] = (
            frozenset(at for at, then in aligned.items() if verdicts[then.at] is Found.EDITED),
            frozenset(at for at, then in aligned.items() if verdicts[then.at] is Found.MAYBE),
        )
    return found


def _same_content(root: str, commit: str, context: str) -> SameContent:
    """Whether what a path brought before a commit is what another path brings after it."""

    def same(old: Local, new: Local) -> bool:
        if not (old.literal and new.literal and old.exclude == new.exclude):
            return False
        one, other = ("/".join(p for p in (context, i.pattern) if p) for i in (old, new))
        return same_object(root, f"{commit}^:{one}", f"{commit}:{other}")

    return same


def _steps_then(cache: BuildCache, text: Text) -> tuple[Step, ...]:
    """The steps of another version of the Dockerfile for the same target; none where it has no such stage."""
    facts = Facts(read(text))
    if cache.target is None:
        return cache_of(facts).steps
    name = cache.facts.dockerfile.stages[cache.target].name.lower()
    found = [
        s.index
        for s in facts.dockerfile.stages
        if (s.name.lower() == name if name else s.index == cache.target)
    ]
    return BuildCache(facts, found[-1]).steps if found else ()


def _aligned(today: Sequence[Step], then: Sequence[Step]) -> dict[int, Step]:
    """Today's steps, by place, with what they were in another version of the file: in each stage those of the
    same text in order, and between them those of the same kind whose text is alike. So an instruction that
    was edited ten times is the same step ten times."""
    from difflib import SequenceMatcher

    found: dict[int, Step] = {}
    for stage in dict.fromkeys(s.stage_name for s in today):
        new = [s for s in today if s.stage_name == stage]
        old = [s for s in then if s.stage_name == stage]
        matcher = SequenceMatcher(None, [s.text for s in new], [s.text for s in old], autojunk=False)
        for tag, begin, end, first, last in matcher.get_opcodes():
            if tag == "equal":
                found |= {n.at: o for n, o in zip(new[begin:end], old[first:last], strict=True)}
            elif tag == "replace":
                at = first
                for step in new[begin:end]:
                    alike = (
                        i
                        for i in range(at, last)
                        if old[i].kind is step.kind
                        and SequenceMatcher(None, step.text, old[i].text, autojunk=False).ratio() > 0.5
                    )
                    place = next(alike, None)
                    if place is not None:
                        found[step.at], at = old[place], place + 1
    return found


def match_times(cache: BuildCache, timings: Iterable[Timing]) -> dict[int, float]:
    """Seconds of each step, by place: matched by stage and text, else by stage and number. Cached ones have
    none. The platforms of one build run side by side, so the slowest counts; of several builds the mean."""
    stages = cache.facts.dockerfile.stages
    found: dict[int, dict[int, float]] = {}
    for timing in timings:
        if timing.seconds is None:
            continue
        near = [s for s in cache.steps if timing.stage.lower() in _names(stages[s.stage].name, s.stage)]
        exact = [s for s in near if s.text == timing.text] or [
            s for s in near if s.number == timing.number and timing.text.startswith(s.kind.value)
        ]
        if exact:
            builds = found.setdefault(exact[0].at, {})
            builds[timing.build] = max(builds.get(timing.build, 0.0), timing.seconds)
    return {at: sum(builds.values()) / len(builds) for at, builds in found.items()}


def _names(name: str, index: int) -> tuple[str, ...]:
    """What BuildKit calls a stage in its log (`convert.go`, `prefixCommand`)."""
    return (name.lower(),) if name else (f"stage-{index}", "")


def report(cache: BuildCache, path: str, found: Shares | None, seconds: dict[int, float]) -> CacheReport:
    """Everything that the formats show."""
    context = cache.facts.build_context
    rows, below = [], cache.below()
    for step in cache.steps:
        files = (
            sorted({f for i in cache.inputs(step) for f in i.files(context)}) if context is not None else []
        )
        rebuilt = found.rebuilt[step.at] if found else None
        took = seconds.get(step.at)
        minutes = (
            took * rebuilt / found.commits / 60
            if found and found.commits and took is not None and rebuilt is not None
            else None
        )
        rows.append(
            Row(
                step, len(files), context.size_of(files) if context is not None else 0, below[step.at],
                rebuilt, found.maybe[step.at] if found else None,
                found.own[step.at] if found else None, found.needed.get(step.at) if found else None,
                found.locked.get(step.at) if found else None, took, minutes,
                found is not None and step.at in found.git, _told_causes(found, step.at),
            )
        )  # fmt: skip
    given = {name: cache.facts.given[name] for name in found.given} if found else {}
    return CacheReport(
        path,
        tuple(rows),
        found.commits if found else 0,
        tuple((name, each.when, each.by) for name, each in given.items()),
    )


def _told_causes(found: Shares | None, at: int) -> tuple[tuple[Cause, int], ...]:
    """The causes of a step's rebuilds, the unavoidable ones first, then by number."""
    if found is None:
        return ()
    order = list(CauseKind)
    return tuple(sorted(found.causes[at].items(),
        key=lambda each: (each[0].kind is not CauseKind.NEEDED, each[0].kind in UNAVOIDABLE, -each[1],
            order.index(each[0].kind), each[0].at)))


def hider(cache: BuildCache, *said: object) -> Callable[[str], str]:
    """What hides the secrets of the Dockerfile, and of the names around it, in what is said of it."""
    from dlinter.run.conceal import concealer

    known, texts = concealer(), list[str]()

    def note(text: str) -> str:
        texts.append(text)
        return text

    mapped(said, note)
    masks = Facts(cache.facts.dockerfile, known.find).masks
    hide = known.hider(texts)
    return lambda text: hide(masks.scrub(text))


def inside(path: str, root: str) -> str | None:
    """A path relative to the repository's root with forward slashes, "" for the root; None outside of it."""
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")
    return None if relative.startswith("..") else "" if relative == "." else relative


__all__ = ["Shares", "hider", "inside", "match_times", "open_cache", "report", "shares"]
