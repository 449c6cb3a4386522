"""A job's matrix: how many jobs it makes, and what its values and static variables make of a path
(docs.github.com, "Running variations of jobs in a workflow")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.model.builds.nodes import Build
from dlinter.model.builds.values import Value
from dlinter.model.builds.yaml_tree import Tree, shape
from dlinter.values import replace

if TYPE_CHECKING:
    from yaml.nodes import Node

MOST = 256
"""Combinations of a matrix that are looked at: GitHub runs no more jobs of one."""
MOST_AXES = 64
"""Names of a matrix; with two values each they already make more jobs than any service runs."""
_IN = re.compile(r"\$\{\{[^}]{0,500}\bmatrix\.")
_NAME = re.compile(r"\$\{\{\s*(env|matrix)\.([\w.-]+)\s*\}\}")
_SHELL = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


class Matrix(Struct, frozen=True):
    """`count` jobs (0 without a matrix, 1 when it is not known), the nodes of each axis, and the combinations
    as texts by name (`os`, `target.name`); none when they are not known."""

    count: int = 0
    axes: Mapping[str, list[Node]] = field(default_factory=dict)
    combinations: tuple[Mapping[str, str], ...] = ()


def read_matrix(tree: Tree, strategy: Node | None) -> Matrix:
    """The `matrix` of a `strategy`."""
    node = tree.mapping(strategy).get("matrix")
    if node is None:
        return Matrix()
    items = tree.mapping(node)
    if not items:
        return Matrix(1)
    axes = {name: tree.sequence(value) for name, value in items.items() if name not in ("include", "exclude")}
    include = [tree.mapping(each) for each in tree.sequence(items.get("include"))]
    known = all(axes.values()) and not ("include" in items and not include)
    if len(axes) > MOST_AXES:
        line = tree.text.line_of(tree.span(node).start)
        tree.refused.append(
            f"line {line}: a matrix of more than {MOST_AXES} names: its values are not filled in"
        )
        known = False
    count = 1
    for values in axes.values() if known else ():
        count *= max(1, len(values))
    combinations: list[dict[str, str]] = []
    if known and max(count, len(include)) > MOST:
        line = tree.text.line_of(tree.span(node).start)
        tree.refused.append(
            f"line {line}: the matrix has more than {MOST} combinations: rules do not see those after them"
        )
    if known:
        if axes:
            combinations = [
                {n: t for name, value in zip(axes, values, strict=True) for n, t in _texts(tree, name, value)}
                for values in islice(product(*axes.values()), MOST)
            ]
        else:
            count = len(include)
        combinations += [
            {n: t for name, value in each.items() for n, t in _texts(tree, name, value)}
            for each in include[:MOST]
        ]
    for each in include:
        for name, value in each.items():
            axes.setdefault(name, []).append(value)
    return Matrix(count if known else 1, axes, tuple(combinations))


def _texts(tree: Tree, name: str, node: Node, depth: int = 0) -> Iterator[tuple[str, str]]:
    value = tree.value(node)
    if value is not None:
        yield name, value.text
    elif depth < 3:
        for key, inner in tree.mapping(node).items():
            yield from _texts(tree, f"{name}.{key}", inner, depth + 1)


def values_of(tree: Tree, matrix: Matrix, name: str, key: str = "") -> list[str]:
    """The texts that `matrix.NAME` or `matrix.NAME.KEY` may be, "" for one that is no text."""
    nodes = matrix.axes.get(name, [])
    if key:
        nodes = [n for each in nodes for n in [tree.mapping(each).get(key)] if n is not None]
    return [str(n.value) if shape(n) == "scalar" else "" for n in nodes]


def by_matrix(build: Build) -> bool:
    """Whether a matrix changes what is built: context, Dockerfile, target, platforms or arguments."""
    values = [build.context, build.dockerfile, build.target, *build.platforms, *(a.value for a in build.args)]
    return any(v is not None and _IN.search(v.text) for v in values)


def variants(build: Build, matrix: Matrix, env: Mapping[str, Value]) -> Iterator[Build]:
    """The build once for each context, Dockerfile and target that the matrix makes of it; variables with a
    fixed value are filled in."""
    seen: set[tuple[str | None, ...]] = set()
    for combination in matrix.combinations or ({},):
        parts = [_filled(v, combination, env) for v in (build.context, build.dockerfile, build.target)]
        key = tuple(p.text if p else None for p in parts)
        if key not in seen:
            seen.add(key)
            yield replace(build, context=parts[0], dockerfile=parts[1], target=parts[2])


def _filled(value: Value | None, combination: Mapping[str, str], env: Mapping[str, Value]) -> Value | None:
    if value is None or "$" not in value.text:
        return value

    def expression(match: re.Match[str]) -> str:
        if match[1] == "matrix":
            return combination.get(match[2], match[0])
        return env[match[2]].text if match[2] in env else match[0]

    def variable(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        return env[name].text if name in env else match[0]

    text = _NAME.sub(expression, value.text)
    text = _SHELL.sub(variable, text)
    text = _NAME.sub(expression, text)  # `env: {DIR: '${{ matrix.dir }}'}`
    # What is left empty is not given (`file: ${{ matrix.file }}` without one).
    return Value(text, value.span) if text.strip() else None
