"""BuildKit's cache for one build of a Dockerfile: which steps a change rebuilds, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from dlinter.model.cache.arrivals import arriving
from dlinter.model.cache.change import ANY, Change, Rebuilt, image_moves
from dlinter.model.cache.inputs import Local, followed
from dlinter.model.cache.reader import CACHE_SPACE, EPOCH, HOST_NAME, read_steps
from dlinter.model.cache.requirements import Requirement, requirement_of
from dlinter.model.cache.steps import Kind, Step
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.nodes import Arg, EdgeKind, Instruction, Onbuild, Run
from dlinter.model.dockerfile.scope import PLATFORM_ARGS, PROXY_ARGS
from dlinter.model.facts.facts import Facts

_MANY = 1000
_REASONS = 100
"""Reasons of one rebuild: a step of a long file stands on thousands of others."""
_UNDECLARED = {
    EPOCH: f"`{EPOCH}` dates the folder it makes",
    HOST_NAME: f"`{HOST_NAME}` is the name of the host it runs on",
    CACHE_SPACE: f"`{CACHE_SPACE}` is part of the default id of its cache mount",
}
_FRONTEND = frozenset(f"BUILDKIT_{name}"
    for name in ("SYNTAX", "MULTI_PLATFORM", "INLINE_CACHE", "CONTEXT_KEEP_GIT_DIR", "DOCKERFILE_CHECK",
        "SBOM_SCAN_CONTEXT", "SBOM_SCAN_STAGE", "BUILD_NAME"))
"""Build arguments for the frontend or the builder (Dockerfile reference, "BuildKit built-in build args"): no
key has them."""
_OTHER_IMAGE = (
    "only if the new image has other layers or another configuration: `docker buildx imagetools inspect` "
    "shows both"
)
PREDEFINED = frozenset(_UNDECLARED) | PROXY_ARGS | frozenset(PLATFORM_ARGS) | _FRONTEND
"""Build arguments that every build has, whether they change anything or not."""


class BuildCache:
    """The steps of the build of one target (a stage's index; default: the last stage), parents before
    children."""

    def __init__(self, facts: Facts, target: int | None = None) -> None:
        self.facts = facts
        self.target = target
        self.steps = read_steps(facts, target)
        self._with_locals = tuple(s for s in self.steps if s.locals)
        self._with_stages = tuple(s for s in self.steps if s.stages)
        self._by_instruction = {(s.stage, s.index): s for s in reversed(self.steps)}
        self._by_path: dict[str, tuple[int, ...]] = {}
        self._taken: dict[str, tuple[int, ...]] = {}
        self._arriving: dict[str, tuple[tuple[int, str], ...]] = {}
        self._inputs: dict[int, tuple[Local, ...]] = {}
        self._requirements: dict[int, Requirement | None] = {}

    def _spend(self) -> None:
        """For one walk over all steps."""
        self.facts.dockerfile.work.spend(len(self.steps))

    def step_of(self, instruction: Instruction) -> Step | None:
        """The step an instruction makes; None for one that makes none (LABEL, ENV, CMD …) or stands in a
        stage that is not built."""
        return (
            None
            if instruction.stage is None
            else self._by_instruction.get((instruction.stage, instruction.index))
        )

    def inputs(self, step: Step) -> tuple[Local, ...]:
        """What a step takes of the context, and the same behind the symbolic links that lead there."""
        if step.at not in self._inputs:
            context = self.facts.build_context if step.locals else None
            behind = (
                () if context is None else [each for item in step.locals for each in followed(item, context)]
            )
            self._inputs[step.at] = (*step.locals, *behind)
        return self._inputs[step.at]

    def takes(self, step: Step, path: str) -> bool:
        """Whether a step takes a file of the context, `.dockerignore` left aside."""
        return any(i.takes(path) for i in self.inputs(step))

    def taking(self, path: str) -> tuple[int, ...]:
        """Places of the steps that take a file of the context by COPY, ADD or a bind mount, after
        `.dockerignore`. Kept for each path."""
        context = self.facts.build_context
        if path not in self._taken:
            found = self.wanting(path)
            self._taken[path] = () if found and context is not None and context.ignored(path) else found
        return self._taken[path]

    def wanting(self, path: str) -> tuple[int, ...]:
        """The same whatever `.dockerignore` leaves out."""
        if path not in self._by_path:
            self.facts.dockerfile.work.look(len(self._with_locals))
            self._by_path[path] = tuple(s.at for s in self._with_locals if self.takes(s, path))
        return self._by_path[path]

    def arriving(self, path: str) -> tuple[int, ...]:
        """Places of the steps that take a changed file from another stage for certain: only COPY stands
        between. Kept for each path."""
        return tuple(at for at, _ in self._arrivals(path))

    def _arrivals(self, path: str) -> tuple[tuple[int, str], ...]:
        if path not in self._arriving:
            found: dict[int, str] = {}
            context = self.facts.build_context
            look = self.facts.dockerfile.work.look
            for at in self.taking(path) if self._with_stages else ():
                if any(i.pattern is not None and i.takes(path) for i in self.steps[at].locals):
                    for step, item in arriving(path, at, self.steps, self._with_stages, context, look):
                        found.setdefault(
                            step.at,
                            f"{item.by} stage `{item.image or item.stage}` takes `{path}`, which line "
                            f"{self.steps[at].line} copies there",
                        )
            self._arriving[path] = tuple(found.items())
        return self._arriving[path]

    @property
    def argument_names(self) -> tuple[str, ...]:
        """The build arguments that have an ARG somewhere, a trigger's too; each once, in order."""
        each = (i.trigger if isinstance(i, Onbuild) else i for i in self.facts.dockerfile.instructions)
        return tuple(dict.fromkeys(pair.key.value for i in each if isinstance(i, Arg) for pair in i.pairs))

    @property
    def images(self) -> tuple[str, ...]:
        """The images that the stages stand on or take content from, those of stages that are not built among
        them; each once."""
        found = [
            name
            for s in self.steps
            for name in (s.base, *(i.image for i in s.stages if i.stage is None))
            if name
        ]
        for stage in self.facts.dockerfile.stages:
            named = self.facts.scope.image_of(stage).value
            if named and named != "scratch" and self.facts.scope.base_of(stage) is None:
                found.append(named)
            found += [e.name for e in stage.edges if e.to is None and e.kind is not EdgeKind.FROM]
        return tuple(dict.fromkeys(found))

    def rebuilt(self, change: Change) -> tuple[Rebuilt, ...]:
        """The steps that a change rebuilds, in order, each with the chain of reasons."""
        hits: dict[int, tuple[bool, str]] = {}
        for path in sorted(change.paths):
            for at in self.taking(path):
                certain = any(i.pattern is not None and i.takes(path) for i in self.inputs(self.steps[at]))
                by = (
                    "the bind mount takes"
                    if self.steps[at].kind is Kind.RUN
                    else f"{self.steps[at].kind} takes"
                )
                _note(
                    hits, at, certain, f"{by} `{path}`" if certain else f"`{path}` may be among what it takes"
                )
            for at, reason in self._arrivals(path):
                _note(hits, at, True, reason)
        context = self.facts.build_context
        if context is not None and context.dockerignore in change.paths:
            for step in self.steps:
                if not all(self._plain_file(i, context) for i in step.locals):
                    _note(
                        hits,
                        step.at,
                        False,
                        f"only if `{context.dockerignore}` leaves out other files of what it takes",
                    )
        moved = set[int]()
        for step in self.steps:
            for certain, reason in self._own(step, change):
                _note(hits, step.at, certain, reason)
            if step.kind is Kind.FROM and self._only_moved(step, change):
                moved.add(step.at)
        return self._follow(hits, moved)

    @staticmethod
    def _plain_file(item: Local, context: BuildContext) -> bool:
        """Whether an input is one file, which is there or the build fails."""
        entry = context.entry(item.pattern) if item.literal and item.pattern else None
        return entry is not None and not entry.is_dir

    def _only_moved(self, step: Step, change: Change) -> bool:
        """Whether the image is asked for by the same name: it may have the same layers."""
        named = step.index in change.instructions or bool(change.args & step.words.args)
        return not named and (image_moves(step.base, change.bases) or bool(change.args & step.platform))

    def follow(self, hits: dict[int, tuple[bool, str]]) -> tuple[Rebuilt, ...]:
        """What is rebuilt when these steps are, by place: whether it is certain, and the reason."""
        return self._follow(hits, frozenset())

    def _follow(self, hits: dict[int, tuple[bool, str]], moved: Collection[int]) -> tuple[Rebuilt, ...]:
        """`moved`: images that may have the same layers, so that what stands on them is rebuilt maybe."""
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
                    certain = above is not None and above.certain and parent not in moved
                    if above is not None and (best is None or (certain and not best.certain)):
                        stands = (
                            _OTHER_IMAGE
                            if parent in moved
                            else f"it depends on `{above.step.label}` (line {above.step.line})"
                        )
                        best = Rebuilt(step, certain, _and(above.reasons, stands))
            if best is None:
                for source in step.stages:
                    behind = next((found[t] for t in source.tip if t in found), None)
                    if behind is not None:
                        reason = (
                            f"{source.by} stage `{source.image or source.stage}`: rebuilt only if "
                            f"{_paths(source.paths)} came out different"
                        )
                        best = Rebuilt(step, False, _and(behind.reasons, reason))
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
        for step in self.steps[min((*certain, *possible), default=0) :]:  # asked for each step of a file
            if not certain.isdisjoint(step.parents):
                certain.add(step.at)
            elif (
                not possible.isdisjoint(step.parents)
                or (step.stages and any(t in certain or t in possible for s in step.stages for t in s.tip))
            ):
                possible.add(step.at)
        return frozenset(certain), frozenset(possible - certain)

    def below(self) -> list[tuple[int, ...]]:
        """For each step the places that `marks` has for it alone, but for its own, in order. Made from the
        last step up, each of those that stand on it: a long file has millions of them."""
        on: list[set[int]] = [set() for _ in self.steps]
        found: list[tuple[int, ...]] = [()] * len(self.steps)
        for step in self.steps:
            for at in (*step.parents, *(tip for source in step.stages for tip in source.tip)):
                on[at].add(step.at)
        for at in range(len(self.steps) - 1, -1, -1):
            next_ = sorted(on[at])
            if len(next_) < 2:
                found[at] = (next_[0], *found[next_[0]]) if next_ else ()
            else:
                found[at] = tuple(sorted({*next_, *(each for one in next_ for each in found[one])}))
        return found

    def _own(self, step: Step, change: Change) -> Iterable[tuple[bool, str]]:
        if step.index in change.instructions:
            yield True, "the instruction itself was edited"
        edited = change.instructions & (step.environment.instructions | step.words.instructions | step.config)
        for index in sorted(edited):
            other = self.facts.dockerfile.instructions[index]
            if step.index != index:
                yield True, f"{other.keyword.value} on line {other.first_line} is part of its key"
        for name in sorted(change.args):
            if name in step.environment.args - step.environment.loose:
                yield True, f"`{name}` is in its environment, used or not"
            elif name in step.words.args or name in step.environment.args:
                firm = (step.words.args - step.words.loose) | (step.environment.args - step.environment.loose)
                if name in firm:
                    yield True, f"its words use the build argument `{name}`"
                else:
                    yield (
                        False,
                        (f"its words use only a part of the build argument `{name}`: rebuilt only if that "
                        "part is another"),
                    )
            if name in step.picks:
                yield True, f"the build argument `{name}` picks the stage that it is built on"
            elif name in step.platform:
                yield (
                    step.kind is Kind.FROM or step.kind is Kind.RUN,
                    f"the build argument `{name}` sets its platform",
                )
            if name in step.undeclared and name not in step.environment.args:
                yield True, _UNDECLARED[name]
        if step.base and image_moves(step.base, change.bases):
            yield True, f"`{step.base}` stands for another image"
        for source in step.stages:
            if source.stage is None and image_moves(source.image, change.bases):
                yield (
                    False,
                    (f"{source.by} image `{source.image}`: rebuilt only if {_paths(source.paths)} came out "
                    "different"),
                )
        for remote in step.remotes:
            if not remote.pinned and (ANY in change.remotes or remote.url in change.remotes):
                yield (
                    True,
                    f"`{remote.url}` {'stands for another commit' if remote.git else 'answered differently'}",
                )

    def requirement(self, step: Step) -> Requirement | None:
        """The files of the context that a RUN really needs: the manifests of its installs. None where that is
        not known (it builds, or runs what dlint does not know), and for what is no RUN."""
        if step.at not in self._requirements:
            instruction = self.facts.dockerfile.instructions[step.index]
            self._requirements[step.at] = (
                requirement_of(instruction, self.facts) if isinstance(instruction, Run) else None
            )
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


def _and(reasons: tuple[str, ...], reason: str) -> tuple[str, ...]:
    """Reasons with one more; of a longer chain its beginning and its end."""
    return (*(reasons if len(reasons) < _REASONS else (*reasons[: _REASONS - 2], "…")), reason)


def cache_of(facts: Facts) -> BuildCache:
    """BuildKit's cache of the last stage's build, made once for a file. A rule asks
    `cache_of(facts).rebuilt(Change.of_paths("src/a.js"))` or `Change.of_args("COMMIT")` for the steps that a
    change rebuilds, each with its reasons; `step_of(run)` for the step of an instruction (None: makes none,
    or is not built); and `requirement(step)` for the files that an install really needs."""
    return facts.once(BuildCache)


def is_long(facts: Facts) -> bool:
    """Whether a Dockerfile has more instructions than rules about the build cache look at."""
    return len(facts.dockerfile.instructions) > _MANY


def cache_if_small(facts: Facts) -> BuildCache | None:
    """The same for a rule of every lint: None for a Dockerfile of more instructions than anybody writes. What
    a RUN is keyed on grows with each ENV above it, and so does the time it takes to tell."""
    if not is_long(facts):
        return cache_of(facts)
    line = facts.dockerfile.instructions[_MANY].first_line
    facts.dockerfile.work.refuse(
        line, f"more than {_MANY:,} instructions: rules about the build cache do not run"
    )
    return None
