"""The steps of a build: every FROM of an image, RUN, COPY, ADD and WORKDIR, with the operations and log
entries that belong to each.

By the Dockerfile and the graph where the record has them, else by the names in its log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Struct

from dlinter.model.dockerfile.nodes import Dockerfile, Stage
from dlinter.model.dockerfile.reader import read
from dlinter.model.record.nodes import Build, Graph, Kind, Operation
from dlinter.model.record.vertex import STEP_NAME, Vertex, names_taken
from dlinter.model.text import Text
from dlinter.values import replace

STEPS = frozenset({"FROM", "RUN", "COPY", "ADD", "WORKDIR"})
_LARGEST = 1 << 20
"""Bytes of the largest Dockerfile of a record that is read."""


class Step(Struct, frozen=True):
    """`at` is the place among the build's steps. `line` is None where only a log is there. `text` is the
    instruction as written, in one line. `operations` are (graph, id), `vertices` those of them in the log.
    `parents` are the steps it stands on, `sources` those of other stages that it takes files from. `built`
    says whether the build needed it, `executed` whether any operation ran (None: not known)."""

    at: int
    stage: int
    stage_name: str
    instruction: str
    text: str
    raw: str
    line: int | None = None
    operations: tuple[tuple[int, str], ...] = ()
    vertices: tuple[Vertex, ...] = ()
    parents: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    built: bool = True

    @property
    def executed(self) -> bool | None:
        known = [v for v in self.vertices if v.done]
        return None if not known else any(not v.cached for v in known)

    @property
    def ended(self) -> bool:
        """Whether it ended well in this build."""
        return bool(self.vertices) and all(v.done for v in self.vertices)

    @property
    def seconds(self) -> float | None:
        """Seconds that it ran, 0 for one from the cache; None where that is not known. The platforms of one
        build run side by side."""
        known = [0.0 if v.cached else v.seconds for v in self.vertices if v.done]
        return max((s for s in known if s is not None), default=None)


@dataclass
class Steps:
    """The steps of one build."""

    build: Build
    all: tuple[Step, ...] = ()
    dockerfile: Dockerfile | None = None
    owners: Mapping[tuple[int, str], int] = field(default_factory=dict)

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages in order; `stage-N` for one without."""
        return tuple(dict.fromkeys(step.stage_name for step in self.all))

    def operation(self, place: tuple[int, str]) -> Operation:
        return self.build.graphs[place[0]].operations[place[1]]

    def main(self, step: Step) -> Operation | None:
        """The last operation of a step: its layer is the step's."""
        return self.operation(step.operations[-1]) if step.operations else None

    def layer(self, step: Step) -> str:
        """The digest of the step's own layer; "" where it is not known."""
        main = self.main(step)
        return main.layers[-1] if main is not None and main.layers else ""


def steps_of(build: Build) -> Steps:
    """The steps of a build, from what its record has."""
    graph = next((g for g in build.graphs if g.dockerfile and len(g.dockerfile) <= _LARGEST), None)
    if graph is None:
        return _from_log(build)
    dockerfile = read(Text(graph.dockerfile, graph.filename))
    return _from_graph(build, dockerfile)


def stage_name(stage: Stage) -> str:
    return stage.name or f"stage-{stage.index}"


def one_line(raw: str) -> str:
    return " ".join(raw.replace("\\\n", " ").split())


def _from_graph(build: Build, dockerfile: Dockerfile) -> Steps:
    by_line: dict[int, list[tuple[int, str]]] = {}
    for number, graph in enumerate(build.graphs):
        for op in graph.operations.values():
            for line in op.lines[:1]:
                by_line.setdefault(line, []).append((number, op.id))
    vertices = {v.digest: v for v in build.vertices if v.digest}
    found: list[Step] = []
    owners: dict[tuple[int, str], int] = {}
    for stage in dockerfile.stages:
        for instruction in stage.instructions:
            keyword = instruction.keyword.value
            if (
                keyword not in STEPS
                or instruction.onbuild
                or (keyword == "FROM" and not _of_image(dockerfile, stage))
            ):
                continue
            at = len(found)
            places: list[tuple[int, str]] = []
            for line in range(instruction.first_line, instruction.last_line + 1):
                places += by_line.get(line, ())
            raw = dockerfile.text.slice(instruction.span)
            found.append(Step(at, stage.index, stage_name(stage), keyword, one_line(raw), raw,
                instruction.first_line, tuple(places), built=bool(places)))
            for place in places:
                owners.setdefault(place, at)
    steps = Steps(build, tuple(found), dockerfile, owners)
    _own_unlocated(steps, owners)
    groups: dict[int, list[tuple[int, str]]] = {}
    for place, at in owners.items():
        groups.setdefault(at, []).append(place)
    order = {(n, name): i for n, g in enumerate(build.graphs) for i, name in enumerate(g.operations)}
    roots = _roots(dockerfile, found)
    from_ops = _from_operations(steps, dockerfile, roots)
    done = []
    for step in found:
        places = sorted(groups.get(step.at, ()), key=lambda p: (p[0], order[p]))
        if step.instruction == "FROM":
            places = from_ops.get(step.at, [])
            parents, sources = set[int](), set[int]()
        else:
            parents, sources = _inputs(steps, step, places, roots)
        own = tuple(v for p in places if (v := vertices.get(steps.operation(p).vertex)) is not None)
        done.append(
            replace(
                step,
                operations=tuple(places),
                vertices=own,
                parents=tuple(sorted(parents)),
                sources=tuple(sorted(sources - parents)),
                built=bool(places),
            )
        )
    steps.all = tuple(done)
    return steps


def _of_image(dockerfile: Dockerfile, stage: Stage) -> bool:
    image = stage.from_.args[0].value if stage.from_.args else ""
    return stage.base is None and image.lower() != "scratch"


def _own_unlocated(steps: Steps, owners: dict[tuple[int, str], int]) -> None:
    """An operation without a line belongs to the step that takes it: the body of a COPY heredoc, the merge of
    a `COPY --link`."""
    for number, graph in enumerate(steps.build.graphs):
        for op in reversed(list(graph.operations.values())):
            owner = owners.get((number, op.id))
            if owner is None:
                continue
            for name in op.inputs:
                other = graph.operations.get(name)
                if (
                    other is not None
                    and not other.lines
                    and other.kind in (Kind.FILE, Kind.MERGE, Kind.OTHER)
                ):
                    owners.setdefault((number, name), owner)


def _roots(dockerfile: Dockerfile, found: list[Step]) -> dict[int, int]:
    """Stage → the FROM step of the image that it goes back to."""
    froms = {step.stage: step.at for step in found if step.instruction == "FROM"}
    roots: dict[int, int] = {}
    for stage in dockerfile.stages:
        at, seen = stage, set[int]()
        while at.base is not None and at.index not in seen:
            seen.add(at.index)
            at = dockerfile.stages[at.base]
        if at.index in froms:
            roots[stage.index] = froms[at.index]
    return roots


def _from_operations(
    steps: Steps, dockerfile: Dockerfile, roots: Mapping[int, int]
) -> dict[int, list[tuple[int, str]]]:
    """FROM step → its source operations: those on its line, else what the stage's first steps go back to.
    Stages of one image share a vertex."""
    found: dict[int, list[tuple[int, str]]] = {}
    for step in steps.all:
        if step.instruction == "FROM":
            found[step.at] = [p for p in step.operations if steps.operation(p).kind is Kind.SOURCE]
    for step in steps.all:
        root = roots.get(step.stage)
        if step.instruction == "FROM" or root is None or not step.operations or found.get(root):
            continue
        for place in step.operations:
            base = _chain_source(steps.build.graphs[place[0]], steps.operation(place))
            if base is not None and (place[0], base.id) not in found[root]:
                found[root].append((place[0], base.id))
    return found


def _chain_source(graph: Graph, op: Operation) -> Operation | None:
    at: Operation | None = op
    for _ in range(len(graph.operations) + 1):
        if at is None or at.kind is Kind.SOURCE:
            break
        base = next((name for name, chain in inputs_of(at) if chain), None)
        at = graph.operations.get(base) if base is not None else None
    return (
        at
        if at is not None and at.kind is Kind.SOURCE and at.identifier.startswith("docker-image:")
        else None
    )


def inputs_of(op: Operation) -> Iterator[tuple[str, bool]]:
    """The inputs of an operation: id, and whether it is what the step is made on (else: what it takes files
    from)."""
    if op.kind is Kind.EXEC:
        chain = {m.input for m in op.mounts if m.dest == "/"} or {0}
        for number, name in enumerate(op.inputs):
            yield name, number in chain
    elif op.kind is Kind.FILE:
        taken = {a.second for a in op.actions}
        chain = {a.base for a in op.actions}
        for number, name in enumerate(op.inputs):
            yield name, number in chain or number not in taken
    else:
        for number, name in enumerate(op.inputs):
            yield name, number == 0


def _inputs(
    steps: Steps, step: Step, places: list[tuple[int, str]], roots: Mapping[int, int]
) -> tuple[set[int], set[int]]:
    parents, sources = set[int](), set[int]()
    for number, name in places:
        graph = steps.build.graphs[number]
        for other, chain in inputs_of(graph.operations[name]):
            op = graph.operations.get(other)
            if op is None:
                continue
            owner = steps.owners.get((number, other))
            if owner == step.at:
                continue
            if op.kind is Kind.SOURCE:
                if chain and step.stage in roots and op.identifier.startswith("docker-image:"):
                    parents.add(roots[step.stage])
                continue
            if owner is not None and owner < step.at:
                (parents if chain else sources).add(owner)
    return parents, sources


def _from_log(build: Build) -> Steps:
    """Steps by the names of a log: `[build 2/5] RUN npm ci`. What each stands on is said by the log's graph,
    else by numbers and `--from=`."""
    found: dict[tuple[str, int, str], Step] = {}
    for vertex in build.vertices:
        match = STEP_NAME.match(vertex.name)
        if match is None:
            continue
        stage, raw = match[2] or "stage-0", match[5].removeprefix("LINK ")
        keyword = raw.split(None, 1)[0].upper() if raw.split() else ""
        key = (stage, int(match[3]), keyword)
        known = found.get(key)
        if known is None:
            found[key] = Step(len(found), 0, stage, keyword, one_line(raw), raw, vertices=(vertex,))
        else:
            found[key] = replace(known, vertices=(*known.vertices, vertex))
    steps = list(found.values())
    places = [key[1] for key in found]
    owners = {v.digest: s.at for s in steps for v in s.vertices if v.digest}
    linked = [_linked(step, places, steps, owners) for step in steps]
    order = _in_order(linked, [(s.stage_name, n) for s, n in zip(steps, places, strict=True)])
    at = {old: new for new, old in enumerate(order)}
    stages = list(dict.fromkeys(steps[i].stage_name for i in order))
    done = tuple(
        replace(
            steps[i], at=at[i], stage=stages.index(steps[i].stage_name),
            parents=tuple(sorted(at[p] for p in linked[i][0])),
            sources=tuple(sorted(at[p] for p in linked[i][1])),
        )
        for i in order
    )  # fmt: skip
    return Steps(build, done)


def _linked(
    step: Step, places: list[int], steps: list[Step], owners: Mapping[str, int]
) -> tuple[set[int], set[int]]:
    """What a step of a log stands on, and what it takes files from."""
    own = {v.digest for v in step.vertices}
    inputs = [owners[d] for v in step.vertices for d in v.inputs[:1] if d in owners and d not in own]
    others = [owners[d] for v in step.vertices for d in v.inputs[1:] if d in owners and d not in own]
    if any(v.inputs for v in step.vertices):
        parents = {i for i in inputs if i != step.at}
        return parents, {i for i in others if i != step.at} - parents
    before = [s.at for s in steps if s.stage_name == step.stage_name and places[s.at] < places[step.at]]
    names = {n.lower() for n in names_taken(step.raw)} - {step.stage_name.lower()}
    tips = {s.stage_name.lower(): s.at for s in sorted(steps, key=lambda s: places[s.at])}
    return set(sorted(before, key=lambda i: places[i])[-1:]), {tips[n] for n in names if n in tips}


def _in_order(linked: list[tuple[set[int], set[int]]], keys: list[tuple[str, int]]) -> list[int]:
    """What a step stands on comes before it; a circle, which a damaged log may have, is cut."""
    order: list[int] = []
    state: dict[int, int] = {}
    stages = list(dict.fromkeys(name for name, _ in keys))
    for start in sorted(range(len(linked)), key=lambda i: (stages.index(keys[i][0]), keys[i][1])):
        todo = [(start, False)]
        while todo:
            at, ready = todo.pop()
            if ready:
                state[at] = 2
                order.append(at)
            elif at not in state:
                state[at] = 1
                todo.append((at, True))
                wanted = linked[at][0] | linked[at][1]
                for other in sorted(wanted):
                    if state.get(other) == 1:
                        linked[at][0].discard(other)
                        linked[at][1].discard(other)
                    elif other not in state:
                        todo.append((other, False))
    return order
