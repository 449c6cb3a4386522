"""Why a step is not in a cache, in the words of `dlint diff`: the instruction, an argument, files, the base …

What a cache holds are digests: that a key differs says nothing of what it was. So other keys are tried: those
of earlier versions of the Dockerfile, of other orders of ENV and ARG, of other platforms. One that the cache
has tells what differs; a digest is not met by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import permutations

from msgspec import Struct

from dlinter.model.cache.keys.changed import changed_files
from dlinter.model.cache.keys.digests import output_digest
from dlinter.model.cache.keys.graph import Graph, Node, Row, Source
from dlinter.model.cache.keys.match import Matcher, Miss, Verdict
from dlinter.model.cache.keys.operations import Exec, Platform
from dlinter.values import replace

OLDER = "the cache was made by an older BuildKit, whose keys of RUN differ"
MOST_NAMES = 6
"""Names of an environment whose orders are all tried: 720 of them."""
_PLATFORMS = tuple(
    Platform("linux", arch, variant)
    for arch, variant in (("amd64", ""), ("arm64", ""), ("arm", "v7"), ("arm", "v6"), ("386", ""),
        ("ppc64le", ""), ("s390x", ""), ("riscv64", ""))
)


class Answer(Struct, frozen=True):
    """What the cache has of one step. `hit` is None where it is not known and `why` says so, or where the
    step is not built. `miss` is the cause: for `context` `files` are those that differ (or the paths taken,
    where the old files are not known: `exact` is false), for `argument` and `order` `arguments` are the
    names. `before` is the line of the step whose miss this one stands on. `merge_only`: of a COPY --link only
    the merge is done."""

    row: Row
    hit: bool | None
    built: bool = True
    why: str = ""
    miss: Miss | None = None
    files: tuple[str, ...] = ()
    exact: bool = True
    arguments: tuple[str, ...] = ()
    before: int | None = None
    what: str = ""
    merge_only: bool = False


def answers(matcher: Matcher, alternatives: Sequence[Graph] = ()) -> tuple[Answer, ...]:
    """One answer a step, in order. `alternatives` are other builds that the cache may be of: earlier versions
    of the file, other arguments."""
    doubt = doubts(matcher)
    found = tuple(_answer(matcher, row, alternatives, doubt) for row in matcher.graph.rows)
    return _of_older(found) if _made_by_older(matcher, alternatives) else found


def _made_by_older(matcher: Matcher, alternatives: Sequence[Graph]) -> bool:
    """Whether the cache has a RUN of this Dockerfile, or of an earlier version, by the key of an older
    BuildKit, and none by that of today's."""
    operations = [
        node.operation
        for graph in (matcher.graph, *alternatives)
        for node in graph.nodes
        if isinstance(node.operation, Exec)
    ]
    if any(matcher.manifest.has(output_digest(operation.key())) for operation in operations):
        return False
    return any(matcher.manifest.has(output_digest(operation.key(stubs=False))) for operation in operations)


def _of_older(found: Sequence[Answer]) -> tuple[Answer, ...]:
    """What can be said of the cache of an older BuildKit: no RUN, and nothing that hangs on one."""
    return tuple(
        Answer(a.row, None, why=OLDER) if a.hit is False and a.miss is not Miss.NO_CACHE
        and (a.row.instruction == "RUN" or a.miss in (Miss.STANDS_ON, Miss.STAGE)) else a
        for a in found
    )  # fmt: skip


def doubts(matcher: Matcher) -> str:
    """Why no miss can be claimed: the cache has no operation of this Dockerfile, so its keys may be made in
    another way. "" where it has one."""
    nodes = [node for node in matcher.graph.nodes if node.operation is not None]
    if not nodes or any(matcher.known_operation(node) for node in nodes):
        return ""
    for node in nodes:
        if isinstance(node.operation, Exec) and matcher.manifest.has(
            output_digest(node.operation.key(stubs=False))
        ):
            return OLDER
    return (
        "no step of this Dockerfile is in the cache: it is the cache of another one, or its frontend or "
        "BuildKit makes other keys"
    )


def _answer(matcher: Matcher, row: Row, alternatives: Sequence[Graph], doubt: str) -> Answer:
    verdicts = [(matcher.graph.nodes[n], matcher.verdicts[n]) for n in row.nodes if n in matcher.verdicts]
    if not verdicts:
        return Answer(row, None, built=False)
    missed = next(((node, verdict) for node, verdict in verdicts if verdict.hit is False), None)
    if missed is None:
        unknown = next((verdict for _, verdict in verdicts if verdict.hit is None), None)
        if unknown is None:
            return Answer(row, True)
        return Answer(row, None, why=unknown.why or _unknown_below(matcher, verdicts[-1][0]))
    node, verdict = missed
    if doubt and verdict.miss is not Miss.NO_CACHE:
        return Answer(row, None, why=doubt)
    answer = _explain(matcher, row, node, verdict, alternatives)
    return replace(answer, merge_only=len(verdicts) > 1 and verdicts[0][1].hit is True)


def _unknown_below(matcher: Matcher, node: Node) -> str:
    """The step that a step stands on and that is not known."""
    for link in node.inputs:
        below = matcher.verdicts.get(link.node)
        if (
            below is not None
            and below.hit is None
            and matcher.graph.nodes[link.node].source is not Source.CONTEXT
        ):
            line = matcher.graph.nodes[link.node].line
            return f"it depends on line {line}, which is not known" if line else below.why
    return "it depends on a step that is not known"


def _explain(
    matcher: Matcher, row: Row, node: Node, verdict: Verdict, alternatives: Sequence[Graph]
) -> Answer:
    miss = verdict.miss or Miss.STANDS_ON
    if miss is Miss.INSTRUCTION:
        return _operation(matcher, row, node, alternatives)
    if node.source is Source.IMAGE:
        if row.arguments:
            return Answer(row, False, miss=Miss.ARGUMENT, what=node.name, arguments=row.arguments)
        return Answer(row, False, miss=Miss.BASE, what=node.name)
    if verdict.place < 0:
        return Answer(row, False, miss=miss)
    link = node.inputs[verdict.place]
    source = matcher.graph.nodes[link.node]
    if miss is Miss.CONTEXT:
        files = changed_files(matcher, node, verdict.place)
        paths = tuple(selector.path.lstrip("/") or "." for selector in link.content or ()) or (".",)
        return Answer(row, False, miss=miss, files=files or paths, exact=bool(files))
    if miss is Miss.STANDS_ON:
        below = matcher.verdicts.get(link.node)
        if below is not None and below.hit is True and matcher.found(link.node).records:
            return Answer(row, False, miss=Miss.INSTRUCTION, what="in the cache it comes after another step")
        return Answer(row, False, miss=miss, before=_line_below(matcher, link.node))
    return Answer(
        row, False, miss=miss, what=source.name or _stage_of(matcher, source), before=source.line or None
    )


def _line_below(matcher: Matcher, number: int) -> int | None:
    """The line of a node, or of the nearest one below that has a line."""
    node = matcher.graph.nodes[number]
    while not node.line and node.inputs:
        node = matcher.graph.nodes[node.inputs[0].node]
    return node.line or None


def _stage_of(matcher: Matcher, node: Node) -> str:
    return next((row.stage_name for row in matcher.graph.rows if row.stage == node.stage), "")


# -- an operation that the cache does not have ---------------------------------------------------------------


def _operation(matcher: Matcher, row: Row, node: Node, alternatives: Sequence[Graph]) -> Answer:
    wanted = {record.digest for record in matcher.manifest.records}
    operation = node.operation
    if isinstance(operation, Exec):
        for platform in _PLATFORMS:
            if (
                platform != operation.platform
                and output_digest(replace(operation, platform=platform).key()) in wanted
            ):
                return Answer(row, False, miss=Miss.PLATFORM, what=str(platform))
        if _reordered(operation, wanted):
            return Answer(row, False, miss=Miss.ORDER, arguments=row.arguments)
        for name in row.arguments:
            env = tuple(pair for pair in operation.env if pair.partition("=")[0] != name)
            if output_digest(replace(operation, env=env).key()) in wanted:
                return Answer(row, False, miss=Miss.ARGUMENT, arguments=(name,))
    for other in alternatives:
        for old, old_node in _rows_of(other):
            if (
                old.stage_name == row.stage_name
                and old.text == row.text
                and output_digest(old_node.key) in wanted
            ):
                return _compared(row, operation, old_node, _changed_base(matcher, node))
    similar = _similar(matcher, row, alternatives, wanted)
    if similar:
        return Answer(row, False, miss=Miss.INSTRUCTION, what=similar)
    known = not alternatives or any(
        old.text == row.text for other in alternatives for old, _ in _rows_of(other)
    )
    if isinstance(operation, Exec) and known and (base := _changed_base(matcher, node)):
        return Answer(row, False, miss=Miss.BASE, what=base)
    names = _arguments_that_differ(matcher, row)
    if names and any(old.text == row.text for other in alternatives for old, _ in _rows_of(other)):
        return Answer(row, False, miss=Miss.ARGUMENT, arguments=names, exact=len(names) == 1)
    if names and not alternatives and _runs_with(matcher, names[0]) > 1:
        return Answer(row, False, miss=Miss.ARGUMENT, arguments=names, exact=len(names) == 1)
    return Answer(row, False, miss=Miss.INSTRUCTION)


def _rows_of(graph: Graph) -> Iterator[tuple[Row, Node]]:
    for row in graph.rows:
        for number in row.nodes:
            if graph.nodes[number].operation is not None:
                yield row, graph.nodes[number]


def _changed_base(matcher: Matcher, node: Node) -> str:
    """The image that a step's files begin with, where it is not the one of the cache: its config is in the
    key of every RUN. "" where it is."""
    while node.inputs:
        node = matcher.graph.nodes[node.inputs[0].node]
    if (
        node.source is not Source.IMAGE
        or not node.keys
        or matcher.manifest.roots(output_digest(node.keys[0]))
    ):
        return ""
    return node.name


def _compared(row: Row, now: object, then: Node, base: str) -> Answer:
    """What differs between two operations of one text; `base` is the image that is another one than the
    cache's, "" for none."""
    old = then.operation
    if isinstance(now, Exec) and isinstance(old, Exec):
        names = _different(now.env, old.env)
        if names and base and set(names).isdisjoint(row.arguments):
            return Answer(row, False, miss=Miss.BASE, what=base)
        if names:
            return Answer(row, False, miss=Miss.ARGUMENT, arguments=names)
        if now.env != old.env:
            return Answer(row, False, miss=Miss.ORDER, arguments=row.arguments)
        parts = {
            "working folder": now.cwd != old.cwd,
            "user": now.user != old.user,
            "mounts": now.mounts != old.mounts,
            "shell": now.args != old.args,
        }
        if now.platform != old.platform:
            return Answer(row, False, miss=Miss.PLATFORM, what=str(old.platform))
        return Answer(
            row,
            False,
            miss=Miss.INSTRUCTION,
            what=next((f"the {what} differs" for what, differs in parts.items() if differs), ""),
        )
    return Answer(row, False, miss=Miss.ARGUMENT if "$" in row.text else Miss.INSTRUCTION)


def _different(now: Sequence[str], then: Sequence[str]) -> tuple[str, ...]:
    new, old = dict(pair.partition("=")[::2] for pair in now), dict(pair.partition("=")[::2] for pair in then)
    return tuple(name for name in dict.fromkeys([*new, *old]) if new.get(name) != old.get(name))


def _reordered(operation: Exec, wanted: set[str]) -> bool:
    """Whether the cache has the same RUN with its environment in another order."""
    for start in range(min(len(operation.env), 2) + 1):
        fixed, free = operation.env[:start], operation.env[start:]
        if 1 < len(free) <= MOST_NAMES:
            return any(
                output_digest(replace(operation, env=(*fixed, *order)).key()) in wanted
                for order in permutations(free)
            )
    return False


def _similar(matcher: Matcher, row: Row, alternatives: Sequence[Graph], wanted: set[str]) -> str:
    """The step of an earlier version that this one was: of the same kind in the same stage, in the cache, and
    in the file no more."""
    now = {r.text for r in matcher.graph.rows}
    best, found = 0.5, ""
    for other in alternatives:
        for old, node in _rows_of(other):
            if (
                old.instruction == row.instruction
                and old.stage_name == row.stage_name
                and old.text not in now
                and output_digest(node.key) in wanted
            ):
                ratio = SequenceMatcher(None, old.text[:500], row.text[:500], autojunk=False).ratio()
                if ratio > best:
                    best, found = ratio, old.text
    return f"it was `{found}`" if found else ""


def _arguments_that_differ(matcher: Matcher, row: Row) -> tuple[str, ...]:
    """The names of which no RUN that has them is in the cache."""
    found = []
    for name in row.arguments:
        nodes = [
            matcher.graph.nodes[r.nodes[-1]] for r in matcher.graph.rows if name in r.arguments and r.nodes
        ]
        if not any(matcher.known_operation(node) for node in nodes if node.key):
            found.append(name)
    return tuple(found)


def _runs_with(matcher: Matcher, name: str) -> int:
    return sum(name in row.arguments for row in matcher.graph.rows)
