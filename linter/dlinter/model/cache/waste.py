"""Rebuilds that a step does not need, and the instruction that brings each of them.

    for waste in wastes(facts):
        waste.instruction   # the COPY, ADD or RUN (by a bind mount) that brings files which later installs do not need
        waste.victims       # the installs that are rebuilt for it, each with the commits of which it is the first cause
        waste.brings_needed # whether it also brings what the first of them needs

With history of enough commits a cause counts by the commits that it alone rebuilds an install for; without,
by structure: a folder of the context, or what another stage makes of one, comes before an install that needs
none or few of its files.
"""  # noqa: E501

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from dlinter.model.cache.build_cache import BuildCache, cache_if_small, is_long
from dlinter.model.cache.demand import Demand, demand_of, demands
from dlinter.model.cache.inputs import Local
from dlinter.model.cache.spellings import BASE
from dlinter.model.cache.steps import Kind, StageInput, Step
from dlinter.model.dockerfile.nodes import Instruction, Run
from dlinter.model.dockerfile.paths import clean, is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.history import History

MOST_TARGETS = 16
"""Stages from the end of a file that are looked at as targets of their own."""
LEAST = 3
"""Commits of 100 that rebuild a step for nothing, from which that is said."""
SETTINGS = re.compile(
    r"/etc/(?:apt|yum|dnf|apk|pki|ssl|ca-certificates|zypp|pacman|crypto-policies|pip\.conf|npmrc|gemrc|"
    r"environment)"
    r"|/usr/(?:local/)?share/(?:keyrings|ca-certificates)|/(?:root|home/[^/]+)/\.|.*/\.(?:npmrc|yarnrc|netrc|"
    r"pypirc|condarc|bunfig)"
)
"""Where files lie that change what a package manager does, whatever its manifests say."""
_READ_BY_SCRIPTS = frozenset(["prisma", "patches", "scripts", "vendor", "requirements", "packages",
    "third_party", ".yarn", "bin", "tools", "config", "docker", "libs", "local_packages", "gradle",
    "buildSrc"])
"""Folders that installs often read: without the files nobody can tell."""


class Victim(Struct, frozen=True):
    """An install that is rebuilt for nothing. `wasted`: commits of which the cause is the first, and
    `needed`: those that changed what it needs; None without history. `maybe`: only if what another stage
    makes came out different."""

    step: Step
    demand: Demand
    wasted: int | None = None
    needed: int | None = None
    maybe: bool = False


class Waste(Struct, frozen=True):
    """`taken`: commits that changed what the instruction takes; None without history. `stage`: the name of
    the stage it takes it from, None for the build context. `files`: how many files of the context it takes, 0
    where that is not known."""

    instruction: Instruction
    step: Step
    victims: tuple[Victim, ...]
    cache: BuildCache
    brings_needed: bool = False
    taken: int | None = None
    stage: str | None = None
    files: int = 0

    @property
    def wasted(self) -> int:
        """Steps rebuilt for nothing, over all commits."""
        return sum(v.wasted or 0 for v in self.victims)


def caches(facts: Facts) -> tuple[BuildCache, ...]:
    """The cache of the last stage, and of each further one that is built for itself alone
    (`facts.once(caches)`)."""
    cache = cache_if_small(facts)
    if cache is None:
        return ()
    found = [cache]
    seen = {s.stage for s in cache.steps}
    used = {at for stage in facts.dockerfile.stages for edge in stage.edges if (at := edge.to) is not None}
    for stage in reversed(facts.dockerfile.stages[-MOST_TARGETS:-1]):
        if stage.index not in seen and stage.index not in used:
            other = BuildCache(facts, stage.index)
            seen |= {s.stage for s in other.steps}
            found.append(other)
    return tuple(found)


def step_of(instruction: Instruction, facts: Facts) -> Step | None:
    """The step of an instruction in the first build that has it."""
    return next(
        (step for cache in facts.once(caches) if (step := cache.step_of(instruction)) is not None), None
    )


def wastes(facts: Facts) -> tuple[Waste, ...]:
    """All wastes of a Dockerfile, one for an instruction, in order (`facts.once(wastes)`)."""
    found: dict[int, Waste] = {}
    for waste in facts.once(wastes_by_build):
        known = found.get(waste.instruction.index)
        if known is None or known.wasted < waste.wasted:
            found[waste.instruction.index] = waste
    return tuple(found[index] for index in sorted(found))


def wastes_by_build(facts: Facts) -> tuple[Waste, ...]:
    """The wastes of each build: an instruction that several builds have may bring other victims in each."""
    if is_long(facts):
        runs = (i for i in facts.dockerfile.instructions if isinstance(i, Run))
        if any(demand_of(run, facts) is not None for run in runs):
            cache_if_small(facts)  # says so
        return ()
    wanted = facts.once(demands)
    if not wanted:
        return ()
    found: list[Waste] = []
    for cache in facts.once(caches):
        steps = [s for s in cache.steps if s.kind is Kind.RUN and s.index in wanted]
        if steps and any(s.locals or s.stages for s in cache.steps):
            found += _Finder(cache, [(s, wanted[s.index]) for s in steps]).found()
    return tuple(found)


def brings_of(step: Step, demand: Demand, facts: Facts) -> bool:
    """Whether a copy brings something that an install needs."""
    files = step.files(facts.build_context)
    if files:
        return any(demand.wants(f) for f in files)
    return any(
        not item.pattern
        or demand.wants(item.pattern)
        or any(f.startswith(item.pattern + "/") for f in demand.needed.files)
        for item in step.locals
    )


class _Finder:
    """Looks for the wastes of one build."""

    def __init__(self, cache: BuildCache, wanted: Sequence[tuple[Step, Demand]]) -> None:
        self.cache, self.wanted = cache, wanted
        self.context = cache.facts.build_context
        self.above = {step.at: sorted(cache.under(step)) for step, _ in wanted}

    def found(self) -> Iterator[Waste]:
        if not any(
            self.cache.steps[at].locals or self._stages(at) for places in self.above.values() for at in places
        ):
            return
        history = self.cache.facts.history if self.context is not None else None
        by_cause: dict[int, list[Victim]] = {}
        enough = history is not None and history.enough
        for step, demand in self.wanted:
            if (demand.needed.sources and not demand.needed.certain) or self._made_above(step, demand):
                continue
            found = (
                self._counted(step, demand, history)
                if history is not None and enough
                else self._by_structure(step, demand)
            )
            for at, victim in found:
                by_cause.setdefault(at, []).append(victim)
        for at in sorted(by_cause):
            yield self._waste(at, by_cause[at], history if enough else None)

    def _made_above(self, step: Step, demand: Demand) -> bool:
        """Whether a RUN may make the manifest (`dist/api/package.json`): no copy brings one to the folder
        that the install works in, so that what it needs is whatever that RUN reads."""
        task, needed = demand.first, demand.needed
        if self.context is None or needed.certain or demand.system or task.project is None:
            return False
        name = next((n for n in needed.files if n not in needed.lockfiles), None)
        above = [self.cache.steps[at] for at in self.above[step.at] if at != step.at]
        return (
            name is not None
            and not any(c in name for c in "*?[$")
            and not task.project.has(name)
            and not any(s.stages for s in above)
            and any(s.kind is Kind.RUN for s in above)
        )

    def _waste(self, at: int, victims: list[Victim], history: History | None) -> Waste:
        step, cache = self.cache.steps[at], self.cache
        # a message names the first: what it brings is asked for that one
        victims = sorted(victims, key=lambda v: (v.demand.system, -(v.wasted or 0), v.step.at))
        files = step.files(cache.facts.build_context)
        taken = (
            history.touching(lambda path: at in cache.taking(path))
            if history is not None and step.locals
            else None
        )
        source = next((s for s in step.stages if s.stage is not None), None)
        instruction = cache.facts.dockerfile.instructions[step.index]
        return Waste(
            instruction,
            step,
            tuple(victims),
            cache,
            brings_of(step, victims[0].demand, cache.facts),
            taken,
            None if step.locals or source is None else source.image or str(source.stage),
            len(files),
        )

    # -- by history ------------------------------------------------------------------------------------------

    def _counted(self, step: Step, demand: Demand, history: History) -> Iterator[tuple[int, Victim]]:
        """The causes of a step's rebuilds that it does not need, each with its commits."""
        above, cache = self.above[step.at], self.cache
        within, stages = frozenset(above), any(self._stages(at) for at in above)
        needed: set[str] = set()
        firsts: dict[str, int] = {}
        for path in history.paths:
            places = [at for at in cache.taking(path) if at in within]
            if stages and not places:
                places = [at for at in cache.arriving(path) if at in within]
            if not places:
                continue
            if demand.wants(path) or any(self._is_setting(cache.steps[at], path) for at in places):
                needed.add(path)
            else:
                firsts[path] = min(places)
        behind = self._behind(step, demand, history, needed) if stages else {}
        wasted, maybe, own = Counter[int](), Counter[int](), 0
        for commit in history.commits:
            if not needed.isdisjoint(commit):
                own += 1
                continue
            hits = [firsts[p] for p in commit if p in firsts]
            if hits:
                wasted[min(hits)] += 1
                continue
            perhaps = [behind[p] for p in commit if p in behind]
            if perhaps:
                maybe[min(perhaps)] += 1
        total = sum(wasted.values()) + sum(maybe.values())
        if total < max(2, LEAST * len(history) // 100):
            return
        most = max([*wasted.values(), *maybe.values()])
        for at, count in sorted([*wasted.items(), *((at, n) for at, n in maybe.items() if at not in wasted)]):
            if count >= min(most, max(2, total // 10)):
                yield at, Victim(step, demand, count, own, at not in wasted)

    def _behind(self, step: Step, demand: Demand, history: History, needed: set[str]) -> dict[str, int]:
        """Paths that change what another stage makes, which is copied above a step that does not need it,
        with the first such copy."""
        found: dict[str, int] = {}
        for at in self.above[step.at]:
            if not any(self._useless(self.cache.steps[at], source, demand) for source in self._stages(at)):
                continue
            closure = self._closure(self._stages(at))
            for path in history.paths:
                if (
                    path not in found
                    and path not in needed
                    and any(place in closure for place in self.cache.taking(path))
                ):
                    found[path] = at
        return found

    # -- by structure ----------------------------------------------------------------------------------------

    def _by_structure(self, step: Step, demand: Demand) -> Iterator[tuple[int, Victim]]:
        if self._repeats(step, demand):
            return
        for at in self.above[step.at]:
            other = self.cache.steps[at]
            if any(self._wide(other, item, demand) for item in other.locals):
                yield at, Victim(step, demand)
            elif any(
                self._useless(other, source, demand) and self._takes_folder(source)
                for source in self._stages(at)
            ):
                yield at, Victim(step, demand, maybe=True)

    def _wide(self, step: Step, item: Local, demand: Demand) -> bool:
        """Whether an input is a folder with files that are not needed."""
        if item.pattern is None or not self._outside_settings(step, demand):
            return False
        context = self.context
        if context is not None and (demand.needed.certain or not item.pattern):
            files = item.files(context)
            entry = context.entry(item.pattern) if item.literal and item.pattern else None
            if files:
                broad = not item.pattern or not item.literal or (entry is not None and entry.is_dir)
                unneeded = (
                    sum(not demand.wants(f) and not self._is_setting(step, f) for f in files) if broad else 0
                )
                return unneeded > (0 if item.literal else 3)
            return not item.pattern and not demand.builds
        if not item.pattern or item.pattern == "*":
            return True
        name = item.pattern.rpartition("/")[2]
        if "." in name or "*" in name or name in _READ_BY_SCRIPTS or demand.wants(item.pattern):
            return False
        return self._is_project(step, demand)

    def _is_project(self, step: Step, demand: Demand) -> bool:
        """Whether a copy goes to the folder that the install works in."""
        return (
            step.target is not None
            and demand.first.folder is not None
            and clean(step.target) == demand.first.folder
        )

    def _repeats(self, step: Step, demand: Demand) -> bool:
        """Whether the same tool has installed from the same kind of manifests before: the order was thought
        of, and this is a second install."""
        if demand.system:
            return False
        name = demand.first.tool.name
        within = frozenset(self.above[step.at])
        return any(
            other.at in within
            and other.at < step.at
            and not d.builds
            and d.first.tool.name == name
            and d.needed.files == demand.needed.files
            for other, d in self.wanted
        )

    # -- of both ---------------------------------------------------------------------------------------------

    def _stages(self, at: int) -> tuple[StageInput, ...]:
        return tuple(s for s in self.cache.steps[at].stages if s.stage is not None)

    def _closure(self, sources: Sequence[StageInput]) -> frozenset[int]:
        """All steps that the result of stages hangs on."""
        found, todo = set[int](), [t for s in sources for t in s.tip]
        while todo:
            at = todo.pop()
            if at not in found:
                found.add(at)
                step = self.cache.steps[at]
                todo += [*step.parents, *(t for s in step.stages for t in s.tip)]
        return frozenset(found)

    def _takes_folder(self, source: StageInput) -> bool:
        """Whether a stage is made of a whole folder of the context."""
        for at in self._closure((source,)):
            for item in self.cache.steps[at].locals:
                entry = (
                    self.context.entry(item.pattern) if self.context is not None and item.pattern else None
                )
                if item.pattern == "" or (entry is not None and entry.is_dir):
                    return True
        return False

    def _useless(self, step: Step, source: StageInput, demand: Demand) -> bool:
        """Whether what is copied from a stage lies apart from all that an install reads."""
        if (
            step.kind is not Kind.COPY
            or step.target is None
            or not self._outside_settings(step, demand)
            or SETTINGS.match(clean(step.target))
        ):
            return False
        if any(demand.wants(path.rstrip("/").rpartition("/")[2]) for path in source.paths):
            return False
        target = clean(step.target)
        if re.match(
            r"/(?:usr/)?(?:local/)?(?:s?bin|lib|lib64|include|share|pkg|opt)?\Z|/(?:usr/)?(?:local/)?s?bin/",
            target,
        ) or target.startswith("/opt/"):
            return False  # a program that the install may use
        if demand.system:
            return True
        folder = demand.first.folder
        return folder is not None and not is_within(folder, target)

    def _outside_settings(self, step: Step, demand: Demand) -> bool:
        """Whether a copy goes elsewhere than to the system's own folders, or where only the build can
        tell."""
        return (
            step.kind is Kind.RUN
            or not demand.system
            or (step.target is not None and BASE not in step.target and clean(step.target) != "/")
        )

    @staticmethod
    def _is_setting(step: Step, path: str) -> bool:
        """Whether a file lies where settings of package managers do."""
        if step.kind is Kind.RUN or step.target is None:
            return SETTINGS.match("/" + path) is not None and "/." in "/" + path
        target = clean(step.target)
        for item in step.locals:
            if item.takes(path):
                below = item.below(path) if not item.parents else path
                landed = f"{target.rstrip('/')}/{below or path.rpartition('/')[2]}"
                if SETTINGS.match(landed) or (not below and SETTINGS.match(target)):
                    return True
        return False
