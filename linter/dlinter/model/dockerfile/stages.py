"""Stages and what they need of each other (frontend/dockerfile/dockerfile2llb/convert.go)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile import tokens
from dlinter.model.text import Span
from dlinter.model.work import STAGE_CHAIN, Work
from dlinter.values import replace

_NUMBER = re.compile(r"[-+]?[0-9]+\Z")


def link(
    instructions: Sequence[n.Instruction], work: Work
) -> tuple[tuple[n.Stage, ...], list[tokens.ReadError]]:
    """The stages with their edges, and what is wrong with the graph."""
    groups: list[list[n.Instruction]] = []
    errors: list[tokens.ReadError] = []
    for instruction in instructions:
        if isinstance(instruction, n.From):
            groups.append([])
        if groups:
            groups[-1].append(instruction)
        elif not isinstance(instruction, (n.Arg, n.Unknown)) and instruction.error is None:
            message = (
                f"{instruction.keyword.value} comes before the first FROM: no build stage in current context"
            )
            error = tokens.ReadError(
                instruction.keyword.span, message, tokens.ErrorKind.STAGE, instruction.first_line
            )
            errors.append(error)
    names: dict[str, int] = {}
    stages: list[n.Stage] = []
    depths: list[int] = []
    froms = [group[0] for group in groups]
    all_names = {}
    for index, first in enumerate(froms):
        assert isinstance(first, n.From)
        if first.alias:
            all_names[first.alias.value.lower()] = index
    for index, group in enumerate(groups):
        first = group[0]
        assert isinstance(first, n.From)
        edges = list(_edges(index, first, group, names, all_names, errors, len(groups)))
        base = next((e.to for e in edges if e.kind is n.EdgeKind.FROM), None)
        if base is not None and depths[base] >= STAGE_CHAIN:
            # What follows a chain of stages would be walked from every stage again.
            work.refuse(
                first.first_line,
                f"more than {STAGE_CHAIN} stages follow one another: this one is read as if its base were "
                "an image",
            )
            edges, base = [replace(e, to=None) if e.kind is n.EdgeKind.FROM else e for e in edges], None
        depths.append(0 if base is None else depths[base] + 1)
        stages.append(n.Stage(index, first, tuple(group), base, tuple(edges)))
        if first.alias:
            names[first.alias.value.lower()] = index
    errors += _cycles(stages)
    return tuple(stages), errors


def _edges(
    index: int, first: n.From, group: Sequence[n.Instruction], names: dict[str, int],
    all_names: dict[str, int],
    errors: list[tokens.ReadError], count: int,
) -> list[n.Edge]:  # fmt: skip
    edges = []
    if first.image is not None:
        # The name of a stage is matched as it was lower-cased: `FROM Build` is an image.
        value = first.image.value.strip("\"'")
        to = names.get(value)
        edges.append(n.Edge(index, n.EdgeKind.FROM, value, first.image.span, to, first))
    for instruction in group:
        if isinstance(instruction, n.Copy) and instruction.from_ is not None and instruction.from_.value:
            edge = _copy(index, instruction, instruction.from_, names, all_names, errors, count)
            if edge:
                edges.append(edge)
        elif isinstance(instruction, n.Run):
            for mount in instruction.mounts:
                if mount.from_:
                    span = next(
                        o.value.span
                        for o in reversed(mount.options)
                        if o.key.value.lower() == "from" and o.value
                    )
                    to = all_names.get(mount.from_.lower())
                    edges.append(n.Edge(index, n.EdgeKind.MOUNT, mount.from_, span, to, instruction))
    return edges


def _copy(
    index: int, copy: n.Copy, flag: tokens.Flag, names: dict[str, int], all_names: dict[str, int],
    errors: list[tokens.ReadError], count: int
) -> n.Edge | None:
    name, span = flag.value or "", flag.value_span

    def refuse(message: str) -> None:
        errors.append(tokens.ReadError(span, message, tokens.ErrorKind.STAGE, copy.first_line))

    if "$" in name:
        refuse(f"`--from={name}` takes no variable: name a stage by `FROM … AS` and use its name")
        return None
    if _NUMBER.match(name):
        number = int(name[:20])
        if number == index:
            refuse(f"`--from={name}` is the stage itself")
            return None
        if not 0 <= number < index:
            refuse(
                f"there is no stage {name} before this one" if number < count else f"there is no stage {name}"
            )
            return None
        return n.Edge(index, n.EdgeKind.COPY, name, span, number, copy)
    to = all_names.get(name.lower())
    if to is not None and to >= index and name.lower() not in names:
        refuse(
            f"`{name}` is the stage itself"
            if to == index
            else f"the stage `{name}` comes later: a stage copies from earlier ones"
        )
        return None
    return n.Edge(index, n.EdgeKind.COPY, name, span, names.get(name.lower()), copy)


def _cycles(stages: Sequence[n.Stage]) -> list[tokens.ReadError]:
    """One error for each stage that needs itself."""
    errors, state = [], [0] * len(stages)
    for root in range(len(stages)):
        if state[root]:
            continue
        stack: list[tuple[int, int]] = [(root, 0)]
        state[root] = 1
        while stack:
            at, edge = stack.pop()
            edges = stages[at].edges
            if edge >= len(edges):
                state[at] = 2
                continue
            stack.append((at, edge + 1))
            to = edges[edge].to
            if to is None:
                continue
            if state[to] == 1:
                name = stages[to].name or str(to)
                message = f"circular dependency detected on stage: {name}"
                errors.append(
                    tokens.ReadError(
                        _span(edges[edge]),
                        message,
                        tokens.ErrorKind.STAGE,
                        edges[edge].instruction.first_line,
                    )
                )
            elif state[to] == 0:
                state[to] = 1
                stack.append((to, 0))
    return errors


def _span(edge: n.Edge) -> Span:
    return edge.span
