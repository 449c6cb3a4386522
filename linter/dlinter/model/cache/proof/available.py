"""Whether each step of a fixed Dockerfile still finds what it reads: files of the context, results of the
steps before, variables, `.git`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from dlinter.model.cache.apart import apart, prepares
from dlinter.model.cache.build_cache import BuildCache
from dlinter.model.cache.demand import Demand, demands
from dlinter.model.cache.files_beside import beside
from dlinter.model.cache.inputs import Local
from dlinter.model.cache.narrow import copies_git, only_builds
from dlinter.model.cache.proof.pairs import Pair
from dlinter.model.cache.proof.savings import covers
from dlinter.model.cache.separate import not_needed
from dlinter.model.cache.steps import Step
from dlinter.model.cache.substituted import with_words
from dlinter.model.cache.swaps import away, swap
from dlinter.model.cache.used import may_use
from dlinter.model.dockerfile.environment import Variable
from dlinter.model.dockerfile.nodes import Add, Copy, Instruction, Run
from dlinter.model.dockerfile.paths import clean, is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.caches import variable_of
from dlinter.model.packages.git_folder import reads_git, writes_the_commit
from dlinter.model.packages.project import Project
from dlinter.model.packages.tasks import Task, installs_of

_MOST = 200
"""Files that are looked up for one install."""


def missing(before: BuildCache, after: BuildCache, pairs: Sequence[Pair]) -> str:
    """What a step would miss, "" for nothing."""
    same = {a.index: b.index for b, a in pairs}
    places = {b.index: a for b, a in pairs}
    count = Counter(b.index for b, _ in pairs)
    for b, a in pairs:
        why = _variables(b, a, before.facts, after.facts)
        if not why and isinstance(b, Run) and isinstance(a, Run):
            why = _run(b, a, before, after, same, places, count[b.index] > 1)
        if why:
            return why
    return _overwritten(before, after, pairs)


def _run(
    b: Run,
    a: Run,
    before: BuildCache,
    after: BuildCache,
    same: dict[int, int],
    places: dict[int, Instruction],
    part: bool,
) -> str:
    """`same` and `places`: the instructions before by those after, and the other way round. `part`: it was
    cut in two, and this is one of them."""
    step, then = before.step_of(b), after.step_of(a)
    if step is None or then is None:
        return ""
    old = {i.index for i in _above(step, before) if i.kind == "RUN"}
    new = {same.get(i.index, -1) for i in _above(then, after)}
    gone = old - new - {b.index, same.get(a.index, b.index)}
    gone = {at for at in gone if not _needless(at, b, before.facts)}
    if part:
        own = [old for old, _ in _by_words(b, before.facts, a, after.facts)]
        if len(own) < len(installs_of(a, after.facts)):
            own = []
        gone = {
            at
            for at in gone
            if not _is_swapped(places.get(at), a, after.facts)
            and not _is_beside(before.facts.dockerfile.instructions[at], own, before.facts)
        }
    if gone:
        line = before.facts.dockerfile.instructions[min(gone)].first_line
        return f"line {b.first_line} may need what line {line} made"
    demand = before.facts.once(demands).get(b.index)
    copied = (
        {i.index for i in _above(step, before) if i.kind in ("COPY", "ADD")} - new
        if demand is not None and demand.run is b
        else set[int]()
    )
    if demand is not None and (
        used := [
            at
            for at in sorted(copied)
            if (i := _step_at(at, before)) is not None and may_use(i, demand, before.facts.build_context)
        ]
    ):
        return (
            f"line {b.first_line} may use what line "
            f"{before.facts.dockerfile.instructions[used[0]].first_line} copies"
        )
    needed = before.requirement(step)
    if part and (needed is None or not needed.needed.certain):
        needed = after.requirement(then)
    if needed is not None and needed.needed.certain:
        return _files(b, a, before.facts, after.facts, part)
    if demand is not None and demand.builds and only_builds(b, demand, before.facts):
        why = _sources(demand, a, before.facts, after.facts)
        if why != "?":
            return why
    now = _brought(then, after)
    lost = [
        item.told
        for item, place in _brought(step, before)
        if not any(place == p and covers(other, item) for other, p in now)
        and not (place and (apart(b, before.facts, place) or away(b, before.facts, place)))
    ]
    if lost:
        what = min(lost)
        return f"line {b.first_line} may read `{what}`, which would come after it"
    git = reads_git(b, before.facts)
    if git and _reaches(before, step, ".git/HEAD") and not _reaches(after, then, ".git/HEAD"):
        return f"{git} on line {b.first_line} reads `.git`"
    return ""


def _step_at(index: int, cache: BuildCache) -> Step | None:
    return cache.step_of(cache.facts.dockerfile.instructions[index])


def _is_swapped(other: Instruction | None, part: Run, facts: Facts) -> bool:
    """Whether the first part of a step that was cut in two may change places with a RUN."""
    return isinstance(other, Run) and swap(other, part, facts)


def _is_beside(other: Instruction, tasks: Sequence[Task], facts: Facts) -> bool:
    return isinstance(other, Run) and beside(other, tasks, facts)


def _needless(at: int, b: Run, facts: Facts) -> bool:
    """Whether an install does not need what a RUN made: packages of another language, or only changes to
    files that were copied and that the install does not read."""
    run, context = facts.dockerfile.instructions[at], facts.build_context
    if isinstance(run, Run) and (not_needed(run, b, facts) or swap(run, b, facts)):
        return True
    paths = prepares(run, facts) if isinstance(run, Run) else ()
    tasks = installs_of(b, facts)
    if not paths or context is None or not tasks:
        return False
    for task in tasks:
        needs, project = task.needs, task.project
        if needs is None or project is None or not needs.certain or needs.sources:
            return False
        for path in paths:
            found = project.located(path)
            if (
                found is None
                or not context.has(found)
                or needs.wants(found)
                or any(
                    path.endswith("/" + word.value.removeprefix("./")) for word in task.install.command.argv
                )
            ):
                return False
    return True


def _reaches(cache: BuildCache, step: Step, path: str) -> bool:
    return cache.reaching(step)(path)


def _above(step: Step, cache: BuildCache) -> Iterator[Step]:
    return (cache.steps[at] for at in cache.under(step) if at != step.at)


def _brought(step: Step, cache: BuildCache) -> set[tuple[Local, str]]:
    """What of the context lies where, or is mounted, when a step begins."""
    found = {
        (item, clean(other.target) if other.target else "")
        for other in _above(step, cache)
        for item in other.locals
    }
    return found | {(item, "") for item in step.locals}


def _files(b: Run, a: Run, before: Facts, after: Facts, part: bool) -> str:
    """Each file that an install needs lies where it lay."""
    context = before.build_context
    news = _alike(b, a, before, after)
    for old, new in _by_words(b, before, a, after) if part else zip(
        installs_of(b, before), news, strict=False
    ):
        needs, project = old.needs, old.project
        if needs is None or project is None or context is None:
            continue
        now = new.project
        for path in with_words(needs, old).present(context)[:_MOST]:
            places = _places(project, path)
            if places and (now is None or not any(now.located(place) == path for place in places)):
                return f"`{old.install.words}` on line {b.first_line} reads `{path}`"
    return ""


def _sources(demand: Demand, a: Run, before: Facts, after: Facts) -> str:
    """Whether each file that a build reads lies where it lay; "?" where that is not told."""
    then, context = after.once(demands).get(a.index), before.build_context
    if then is None or context is None or len(then.tasks) != len(demand.tasks):
        return "?"
    for old, new in zip(demand.tasks, then.tasks, strict=True):
        project, now = old.project, new.project
        if project is None:
            return "?"
        for path in demand.needed.present(context):
            before.dockerfile.work.spend(1)
            places = _places(project, path)
            if places and (now is None or not any(now.located(place) == path for place in places)):
                return f"`{old.install.words}` on line {demand.run.first_line} reads `{path}`"
    git = reads_git(demand.run, before) or writes_the_commit(demand.run, before)
    return "?" if git and copies_git(before) else ""


def _by_words(b: Run, before: Facts, a: Run, after: Facts) -> Iterator[tuple[Task, Task]]:
    """The installs of a step with the same in one of its parts."""
    rest, start = [(_texts(t), t) for t in installs_of(a, after)], 0
    for old in installs_of(b, before):
        words = _texts(old)
        before.dockerfile.work.spend(1)
        at = next((i for i in range(start, len(rest)) if rest[i][0] == words), None)
        if at is not None:
            yield old, rest[at][1]
            start = at + 1


def _texts(task: Task) -> list[str]:
    return [w.text for w in task.install.command.argv]


def _alike(b: Run, a: Run, before: Facts, after: Facts) -> tuple[Task, ...]:
    """The commands of the fixed step, those from the first that both have on."""
    new, first = installs_of(a, after), installs_of(b, before)[:1]
    start = next(
        (at for at, task in enumerate(new) if first and task.install.words == first[0].install.words), 0
    )
    return new[start:]


def _places(project: Project, path: str) -> list[str]:
    found = []
    for place, source in project.places.items():
        if source == path:
            found.append(place)
        elif not source or path.startswith(source + "/"):
            found.append(clean(f"{place}/{path[len(source) :].lstrip('/')}"))
    return [place for place in found if project.located(place) == path]


def _variables(b: Instruction, a: Instruction, before: Facts, after: Facts) -> str:
    """A variable that an instruction uses has the value that it had."""
    text = before.text.slice(b.span)
    if "$" not in text:
        return ""
    was, now = before.scope.before(b), after.scope.before(a)
    for name in dict.fromkeys(m[1] or m[2] for m in re.finditer(r"\$(?:(\w+)|\{(\w+))", text)):
        if _told(was.get(name)) != _told(now.get(name)):
            return f"line {b.first_line} uses `{name}`"
    return ""


def _told(variable: Variable | None) -> object:
    return None if variable is None else (variable.state, variable.value, variable.origin)


def _overwritten(before: BuildCache, after: BuildCache, pairs: Sequence[Pair]) -> str:
    """A COPY that comes after an install now, and brings a folder that the install made."""
    context = after.facts.build_context
    moved: list[tuple[Instruction | None, Copy | Add]] = [
        (b, a) for b, a in pairs if isinstance(a, (Copy, Add))
    ]
    known = {id(a) for _, a in moved}
    # in another stage now
    moved += [
        (None, i)
        for i in after.facts.dockerfile.instructions
        if isinstance(i, (Copy, Add)) and id(i) not in known
    ]
    runs = [(b, a) for b, a in pairs if isinstance(b, Run) and isinstance(a, Run)]
    for copy, then in moved:
        step = after.step_of(then)
        for run, later in runs:
            if (
                context is None
                or step is None
                or later.index > then.index
                or later.stage != then.stage
                or (copy is not None and copy.index > run.index)
            ):
                continue
            for task in installs_of(later, after.facts):
                lock = _rewritten(task)
                if lock and context.has(lock) and any(item.takes(lock) for item in step.locals):
                    return (
                        f"`{lock}` of the build context would replace the one that `{task.install.words}` "
                        "may have written: add `--immutable`"
                    )
                names = [
                    (name, item)
                    for made in task.tool.makes
                    for item in step.locals
                    for name in (made, _source_of(made, task, step, item))
                ]
                for folder, item in names:
                    if folder and context.has(folder) and item.takes(f"{folder}/x"):
                        return (
                            f"`{folder}` of the build context would replace what `{task.install.words}` "
                            "made: exclude it in `.dockerignore`"
                        )
    return ""


def _source_of(made: str, task: Task, step: Step, item: Local) -> str:
    """The path in the build context of what a COPY would put where an install makes a folder; "" where it
    goes elsewhere."""
    target = clean(step.target) if step.target is not None else "?"
    place = clean(f"{task.folder}/{made}") if task.folder is not None else ""
    if item.pattern is None or not is_within(place, target):
        return ""
    below = place[len(target) :].lstrip("/")
    return f"{item.pattern}/{below}" if item.pattern else below


def _rewritten(task: Task) -> str:
    """The context's path of a lockfile that an install may write, and without which the tool runs nothing
    later: Yarn 2 and later ("This package doesn't seem to be present in your lockfile"). "" for none: others
    go on with an older lockfile."""
    frozen = task.tool.frozen
    if task.install.verb == "workspaces" and task.install.nested("focus"):
        # "make sure we don't persist the project state on the disk" (Yarn, plugin-workspace-tools, focus.ts)
        return ""
    if (
        task.tool.name != "yarn-berry"
        or frozen is None
        or task.project is None
        or task.install.has(*frozen.options)
    ):
        return ""
    if any(
        (variable_of(name, task.run, task.facts, task.install.command) or "").lower()
        not in ("", "0", "false", "no")
        for name in frozen.variables
    ):
        return ""
    return task.project.locate("yarn.lock") or ""
