"""Fewer steps are rebuilt: what the last commits would have rebuilt of both files, or without history what
reaches each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, field

from dlinter.model.cache.apart import prepares
from dlinter.model.cache.build_cache import BuildCache
from dlinter.model.cache.inputs import Local
from dlinter.model.cache.proof.pairs import Pair
from dlinter.model.cache.steps import Kind, Step
from dlinter.model.cache.swaps import places_of_run
from dlinter.model.dockerfile.nodes import Env, Run
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.history import History

StepPair = tuple[Step, Step]


WORTH = 2
"""Rebuilds that a fix must save for each one that it adds."""


class Saving(Struct, frozen=True):
    """`gives` says it in a few words, "38 → 14 of the last 100 commits"; "" where nothing is saved, and
    `against` says why not. `before` and `after` are rebuilds of all steps together in the commits looked at
    (0 without). `worse`: a step would be rebuilt more often than before, and
    the others do not make up for it."""

    gives: str = ""
    against: str = ""
    before: int = 0
    after: int = 0
    worse: bool = False


def saving(before: BuildCache, after: BuildCache, pairs: Sequence[Pair], history: History | None) -> Saving:
    """What the fixed file saves."""
    steps = step_pairs(before, after, pairs)
    if history is not None and history.enough:
        found = _by_history(before, after, steps, history)
        if found is not None:
            return found
    return _by_reach(before, after, steps)


def step_pairs(before: BuildCache, after: BuildCache, pairs: Sequence[Pair]) -> list[StepPair]:
    found = [(before.step_of(b), after.step_of(a)) for b, a in pairs]
    return [(b, a) for b, a in found if b is not None and a is not None and b.kind is not Kind.FROM]


class Replay(Struct):
    """How many commits rebuild each step, by place: for certain, and maybe (it takes content from a stage
    that is rebuilt)."""

    certain: Counter[int] = field(default_factory=Counter)
    maybe: Counter[int] = field(default_factory=Counter)


def replay(cache: BuildCache, history: History) -> Replay:
    """What the commits rebuild. Edits of the Dockerfile are left aside: the fixed file never had them. Kept
    for a file: each of its fixes is compared with the same."""
    known = cache.facts.once(_replays)
    key = (id(cache), id(history))
    if key not in known:
        known[key] = (cache, history, _replayed(cache, history))
    return known[key][2]


def _replays(facts: Facts) -> dict[tuple[int, int], tuple[BuildCache, History, Replay]]:
    """By the identity of a cache and a history, which are kept with it."""
    return {}


def _replayed(cache: BuildCache, history: History) -> Replay:
    found, kept = Replay(), dict[frozenset[int], tuple[frozenset[int], frozenset[int]]]()
    always = _takes_git(cache)
    for commit in history.commits:
        hits = always.union(at for path in commit for at in (*cache.taking(path), *cache.arriving(path)))
        if hits not in kept:
            kept[hits] = cache.marks(hits)
        found.certain.update(kept[hits][0])
        found.maybe.update(kept[hits][1])
    return found


def effective(old: Replay, new: Replay, b: Step, a: Step) -> int:
    """Rebuilds of a step in the fixed file, at most: what is maybe now and was not before counts as rebuilt.
    What was maybe and is certain now is not more than before: the step takes the same content, which the
    model of the fixed file sees better (a COPY that comes after the installs is the last of its stage)."""
    most = new.certain[a.at] + max(0, new.maybe[a.at] - old.maybe[b.at])
    if new.certain[a.at] + new.maybe[a.at] <= old.certain[b.at] + old.maybe[b.at]:
        return min(most, old.certain[b.at])
    return most


def _takes_git(cache: BuildCache) -> frozenset[int]:
    """The steps that take what git writes with every commit. The `.git` of a worktree is a file that stays
    the same."""
    context = cache.facts.build_context
    entry = context.entry(".git") if context is not None else None
    if entry is None or not entry.is_dir:
        return frozenset()
    return frozenset(
        at for at in cache.taking(".git/index") if any(i.pattern is not None for i in cache.steps[at].locals)
    )


def _by_history(
    before: BuildCache, after: BuildCache, steps: list[StepPair], history: History
) -> Saving | None:
    """None where no commit tells the files apart: what changes then is nothing that a commit brings."""
    old, new = replay(before, history), replay(after, history)
    counts = [(old.certain[b.at], effective(old, new, b, a)) for b, a in steps]
    total, then = sum(was for was, _ in counts), sum(now for _, now in counts)
    if total == then:
        lost, more = _reaches_of(before, after, steps)
        kinds = {
            "file" if isinstance(cause, Local) else cause[0] for causes in lost.values() for cause in causes
        }
        if "file" in kinds and more is None and not kinds & {"argument", "image"}:
            return Saving(
                against=f"none of the last {len(history)} commits would have rebuilt less",
                before=total,
                after=then,
            )
        return None
    runs = [(b, was, now) for (b, _), (was, now) in zip(steps, counts, strict=True) if b.kind is Kind.RUN]
    worse, said = next((b for b, was, now in runs if now > was), None), ""
    if worse is not None and then <= total and _is_worth_it([now - was for _, was, now in runs]):
        lines = [f"line {b.line}: {was} → {now}" for b, was, now in runs if now > was]
        worse, said = None, f"; {', '.join(lines[:2])}"
    if worse is not None or then > total:
        what = f"line {worse.line}" if worse is not None else "all steps together"
        return Saving(against=f"{what} would be rebuilt more often", before=total, after=then, worse=True)
    _, (was, now) = max(
        zip(steps, counts, strict=True), key=lambda s: (s[1][0] - s[1][1], s[0][0].kind is Kind.RUN)
    )
    return Saving(f"{was} → {now} of the last {len(history)} commits{said}", "", total, then)


def _is_worth_it(changes: Sequence[int]) -> bool:
    """Whether steps that are rebuilt more often are paid for several times by those that are less often: of
    two installs the one whose manifests change rarely goes first."""
    return -sum(c for c in changes if c < 0) >= WORTH * sum(c for c in changes if c > 0)


Cause = Local | tuple[str, str]
"""What rebuilds a step: an input of the context where the files are not known, or `(kind, name)` of a file,
argument, base image or step before it."""


def _by_reach(before: BuildCache, after: BuildCache, steps: list[StepPair]) -> Saving:
    lost, more = _reaches_of(before, after, steps)
    if more is not None:
        return Saving(against=f"line {more.line} would be rebuilt by more than before", worse=True)
    if not lost:
        return Saving(against="no step would be rebuilt less often")
    step, causes = max(lost.items(), key=lambda item: (item[0].kind is Kind.RUN, len(item[1])))
    return Saving(_in_words(step, causes, before, after, steps, lost))


def _in_words(
    step: Step,
    causes: list[Cause],
    before: BuildCache,
    after: BuildCache,
    steps: list[StepPair],
    lost: dict[Step, list[Cause]],
) -> str:
    files = [c for c in causes if not isinstance(c, Local) and c[0] == "file"]
    if files:
        # two for a step that was cut in two: the install is told of
        now = [_files(a, after) for b, a in steps if b.at == step.at]
        return f"{_files(step, before)} → {min(now)} files rebuild line {step.line}"
    named = next((c for c in causes if not isinstance(c, Local)), None)
    which = sum(any(c == named for c in each) for each in lost.values())
    if named is None:
        return f"fewer files rebuild line {step.line}"
    kind, name = named
    if kind == "step":
        return f"{which} {'step does' if which == 1 else 'steps do'} not depend on line {name} any more"
    return f"a new `{name}` rebuilds {which} fewer {'step' if which == 1 else 'steps'}"


def _files(step: Step, cache: BuildCache) -> int:
    return sum(not isinstance(c, Local) and c[0] == "file" for c in reach(step, cache))


def _reaches_of(
    before: BuildCache, after: BuildCache, steps: list[StepPair]
) -> tuple[dict[Step, list[Cause]], Step | None]:
    """What no longer rebuilds each step, and the first RUN that something else rebuilds now. A COPY that
    moved has other steps before it: that counts for what moved with it."""
    same = {a.at: b.at for b, a in steps}
    lost: dict[Step, list[Cause]] = {}
    for b, a in steps:
        old = reach(b, before)
        new = reach(a, after, same, before)
        gone = [
            c
            for c in sorted(old, key=_order)
            if c not in new and not (isinstance(c, Local) and any(covers(n, c) for n in new))
        ]
        gained = [
            c
            for c in new
            if not _is_in(c, old)
            # a step before it, which nothing rebuilds that does not rebuild it as it is
            and not (
                not isinstance(c, Local)
                and c[0] == "step"
                and all(
                    _is_in(cause, old)
                    for one, other in steps
                    if str(one.line) == c[1]
                    for cause in reach(other, after, same, before)
                )
            )
        ]
        if (
            gained
            and b.kind is Kind.RUN
            and not (
                all(not isinstance(c, Local) and c[0] == "step" for c in gained) and _is_quick(b, before)
            )
        ):
            return lost, b
        if gone and not gained:
            lost[b] = gone
    return lost, None


def _is_in(cause: Cause, causes: set[Cause]) -> bool:
    return cause in causes or (isinstance(cause, Local) and any(covers(c, cause) for c in causes))


def _is_quick(step: Step, cache: BuildCache) -> bool:
    """Whether a step only changes copied files in place (`chmod +x start.sh`) or moves files about: that it
    is rebuilt with an install that comes before it now costs nothing."""
    run = cache.facts.dockerfile.instructions[step.index]
    if not isinstance(run, Run):
        return False
    places = places_of_run(run, cache.facts)
    return bool(prepares(run, cache.facts)) or (places is not None and not places[1])


_KINDS = ("file", "argument", "image", "step", "variable")


def _order(cause: Cause) -> tuple[int, str]:
    return (-1, cause.key) if isinstance(cause, Local) else (_KINDS.index(cause[0]), cause[1])


def reach(
    step: Step, cache: BuildCache, same: dict[int, int] | None = None, named: BuildCache | None = None
) -> set[Cause]:
    """All that rebuilds a step. Steps are named by their line, with `same` by that of the same step in the
    file before (a new one: by what it takes alone)."""
    context, found = cache.facts.build_context, set[Cause]()
    # the other part of a step that was cut in two is the step itself
    own = same.get(step.at) if same is not None else None
    places, todo = set(cache.under(step)), [step.at]
    while todo:  # what comes from a stage may be another one when that stage is
        for source in cache.steps[todo.pop()].stages:
            for tip in source.tip:
                if tip not in places:
                    further = cache.under(cache.steps[tip]) - places
                    places |= further
                    todo += further
    found.update(("variable", name) for name in _variables(places, cache))
    for at in places:
        other = cache.steps[at]
        for item in cache.inputs(other):
            if context is not None and item.pattern is not None:
                found.update(("file", path) for path in item.files(context))
            else:
                found.add(item)
        found.update(("argument", name) for name in other.arguments)
        if other.base and "@sha256:" not in other.base:
            found.add(("image", other.base))
        line = _line(other, cache, same, named)
        if (
            line is not None
            and at != step.at
            and (own is None or same is None or same.get(at) != own)
            and other.kind is not Kind.FROM
        ):
            found.add(("step", str(line)))
    return found


def _line(step: Step, cache: BuildCache, same: dict[int, int] | None, named: BuildCache | None) -> int | None:
    if same is None or named is None:
        return step.line
    return named.steps[same[step.at]].line if step.at in same else None


def _variables(places: set[int], cache: BuildCache) -> set[str]:
    """The names that an ENV above the last RUN of each stage gives a value, in it or in the stages that it is
    FROM."""
    last: dict[int, int] = {}
    for at in places:
        step = cache.steps[at]
        if step.kind is Kind.RUN:
            last[step.stage] = max(last.get(step.stage, -1), step.index)
    found = set[str]()
    for stage, index in last.items():
        above: int | None = stage
        while above is not None:
            found |= {
                pair.key.value
                for env in cache.facts.of_kind(above, Env)
                if env.index < index
                for pair in env.pairs
            }
            above = cache.facts.dockerfile.stages[above].base
    return found


def covers(one: Cause, other: Local) -> bool:
    """Whether an input takes all that another takes, as far as the words tell."""
    if not isinstance(one, Local):
        return False
    return one == other or (
        one.pattern is not None
        and other.pattern is not None
        and not one.exclude
        and other.literal
        and one.takes(other.pattern)
    )
