"""BuildKit's cache for one build of a Dockerfile: which steps a change rebuilds, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dlinter.model.cache.change import ANY, Change, Rebuilt, image_moves
from dlinter.model.cache.reader import read_steps
from dlinter.model.cache.requirements import Requirement, requirement_of
from dlinter.model.cache.steps import Kind, Step
from dlinter.model.dockerfile.nodes import Arg, Instruction, Run
from dlinter.model.dockerfile.scope import PROXY_ARGS
from dlinter.model.facts.facts import Facts

_MANY = 1000
_UNDECLARED = {"SOURCE_DATE_EPOCH": (Kind.WORKDIR, Kind.COPY, Kind.ADD), "BUILDKIT_SANDBOX_HOSTNAME": (Kind.RUN,)}
"""Build arguments that need no ARG to be in a key (`dispatchWorkdir`, `dispatchCopy`: `WithCreatedTime`; `exec.go`: `Meta.Hostname`)."""
PREDEFINED = frozenset(_UNDECLARED) | PROXY_ARGS
"""Build arguments that every build has, whether they change anything or not."""


class BuildCache:
    """The steps of the build of one target (a stage's index; default: the last stage), parents before children."""

    def __init__(self, facts: Facts, target: int | None = None) -> None:
        self.facts = facts
        self.target = target
        self.steps = read_steps(facts, target)
        self._by_instruction = {(s.stage, s.index): s for s in reversed(self.steps)}
        self._by_path: dict[str, tuple[int, ...]] = {}
        self._requirements: dict[int, Requirement | None] = {}

    def _spend(self) -> None:
        """For one walk over all steps."""
        self.facts.dockerfile.work.spend(len(self.steps))

    def step_of(self, instruction: Instruction) -> Step | None:
        """The step an instruction makes; None for one that makes none (LABEL, ENV, CMD …) or stands in a stage that is not built."""
        return None if instruction.stage is None else self._by_instruction.get((instruction.stage, instruction.index))

    def taking(self, path: str) -> tuple[int, ...]:
        """Places of the steps that take a file of the context by COPY, ADD or a bind mount, after `.dockerignore`. Kept for each path."""
        found = self._by_path.get(path)
        if found is None:
            context = self.facts.build_context
            if context is not None and context.ignored(path):
                found = ()
            else:
                self._spend()
                found = tuple(s.at for s in self.steps if any(i.takes(path) for i in s.locals))
            self._by_path[path] = found
        return found

    def rebuilt(self, change: Change) -> tuple[Rebuilt, ...]:
        """The steps that a change rebuilds, in order, each with the chain of reasons."""
        hits: dict[int, tuple[bool, str]] = {}
        for path in sorted(change.paths):
            for at in self.taking(path):
                certain = any(i.pattern is not None and i.takes(path) for i in self.steps[at].locals)
                by = "the bind mount takes" if self.steps[at].kind is Kind.RUN else f"{self.steps[at].kind} takes"
                _note(hits, at, certain, f"{by} `{path}`" if certain else f"`{path}` may be among what it takes")
        for step in self.steps:
            for certain, reason in self._own(step, change):
                _note(hits, step.at, certain, reason)
        return self.follow(hits)

    def follow(self, hits: dict[int, tuple[bool, str]]) -> tuple[Rebuilt, ...]:
        """What is rebuilt when these steps are, by place: whether it is certain, and the reason."""
        found: dict[int, Rebuilt] = {}
        self._spend()
        for step in self.steps:
            best: Rebuilt | None = None
            if step.at in hits:
                certain, reason = hits[step.at]
                best = Rebuilt(step, certain, (reason,))
            if best is None or not best.certain:
                for parent in step.parents:
                    above = found.get(parent)
                    if above is not None and (best is None or (above.certain and not best.certain)):
                        best = Rebuilt(step, above.certain, (*above.reasons, f"it depends on `{above.step.label}` (line {above.step.line})"))
            if best is None:
                for source in step.stages:
                    behind = next((found[t] for t in source.tip if t in found), None)
                    if behind is not None:
                        reason = f"{source.by} stage `{source.image or source.stage}`: rebuilt only if {_paths(source.paths)} came out different"
                        best = Rebuilt(step, False, (*behind.reasons, reason))
                        break
            if best is not None:
                found[step.at] = best
        return tuple(found.values())

    def with_it(self, step: Step) -> tuple[Step, ...]:
        """The steps that are rebuilt for certain when this one is, itself the first."""
        return tuple(self.steps[at] for at in sorted(self.marks((step.at,))[0]))

    def marks(self, hits: Iterable[int], maybe: Iterable[int] = ()) -> tuple[frozenset[int], frozenset[int]]:
        """As `follow`, without reasons: places rebuilt, and maybe rebuilt."""
        certain, possible = set(hits), set(maybe)
        self._spend()
        for step in self.steps:
            if any(p in certain for p in step.parents):
                certain.add(step.at)
            elif any(p in possible for p in step.parents) or any(t in certain or t in possible for s in step.stages for t in s.tip):
                possible.add(step.at)
        return frozenset(certain), frozenset(possible - certain)

    def _own(self, step: Step, change: Change) -> Iterable[tuple[bool, str]]:
        if step.index in change.instructions:
            yield True, "the instruction itself was edited"
        edited = change.instructions & (step.environment.instructions | step.words.instructions | step.config)
        for index in sorted(edited):
            other = self.facts.dockerfile.instructions[index]
            if step.index != index:
                yield True, f"{other.keyword.value} on line {other.first_line} is part of its key"
        for name in sorted(change.args):
            if name in step.words.args:
                yield True, f"its words use the build argument `{name}`"
            elif name in step.environment.args:
                yield True, f"`{name}` is in its environment, used or not"
            elif step.kind in _UNDECLARED.get(name, ()):
                yield True, f"`{name}` {'is the name of the host it runs on' if step.kind is Kind.RUN else 'dates the files it makes'}"
        if step.base and image_moves(step.base, change.bases):
            yield True, f"`{step.base}` stands for another image"
        for source in step.stages:
            if source.stage is None and image_moves(source.image, change.bases):
                yield False, f"{source.by} image `{source.image}`: rebuilt only if {_paths(source.paths)} came out different"
        for remote in step.remotes:
            if not remote.pinned and (ANY in change.remotes or remote.url in change.remotes):
                yield True, f"`{remote.url}` {'stands for another commit' if remote.git else 'answered differently'}"

    @property
    def argument_names(self) -> tuple[str, ...]:
        """The build arguments whose value can matter here: declared by an ARG, or used without one."""
        own = {p.key.value for i in self.facts.dockerfile.instructions if isinstance(i, Arg) for p in i.pairs}
        return tuple(sorted(own.union(*(s.words.args | s.environment.args for s in self.steps))))

    @property
    def images(self) -> tuple[str, ...]:
        """The images that the steps start from or take content from, in order."""
        named = [image for s in self.steps for image in (s.base, *(source.image for source in s.stages if source.stage is None)) if image]
        return tuple(dict.fromkeys(named))

    def requirement(self, step: Step) -> Requirement | None:
        """The files of the context that a RUN really needs: the manifests of its installs. None where that is not known (it builds, or runs
        what dlint does not know), and for what is no RUN."""
        if step.at not in self._requirements:
            instruction = self.facts.dockerfile.instructions[step.index]
            self._requirements[step.at] = requirement_of(instruction, self.facts) if isinstance(instruction, Run) else None
        return self._requirements[step.at]

    def reaching(self, step: Step) -> Callable[[str], bool]:
        """Whether a file of the context reaches a step: taken by it, or by a step it stands on."""
        places = self.under(step)
        return lambda path: any(at in places for at in self.taking(path))

    def under(self, step: Step) -> frozenset[int]:
        """Places of the steps whose rebuild is its rebuild: itself and what it stands on."""
        places, todo = set[int](), [step.at]
        self._spend()
        while todo:
            at = todo.pop()
            if at not in places:
                places.add(at)
                todo.extend(self.steps[at].parents)
        return frozenset(places)


def _note(hits: dict[int, tuple[bool, str]], at: int, certain: bool, reason: str) -> None:
    if at not in hits or (certain and not hits[at][0]):
        hits[at] = (certain, reason)


def _paths(paths: tuple[str, ...]) -> str:
    return ", ".join(f"`{p}`" for p in paths) or "what it takes"


def cache_of(facts: Facts) -> BuildCache:
    """BuildKit's cache of the last stage's build, made once for a file. A rule asks `cache_of(facts).rebuilt(Change.of_paths("src/a.js"))` or
    `Change.of_args("COMMIT")` for the steps that a change rebuilds, each with its reasons; `step_of(run)` for the step of an instruction
    (None: makes none, or is not built); and `requirement(step)` for the files that an install really needs."""
    return facts.once(BuildCache)


def cache_if_small(facts: Facts) -> BuildCache | None:
    """The same for a rule of every lint: None for a Dockerfile of more instructions than anybody writes. What a RUN is keyed on grows with
    each ENV above it, and so does the time it takes to tell."""
    if len(facts.dockerfile.instructions) <= _MANY:
        return cache_of(facts)
    line = facts.dockerfile.instructions[_MANY].first_line
    facts.dockerfile.work.refuse(line, f"more than {_MANY:,} instructions: rules about the build cache do not run")
    return None
