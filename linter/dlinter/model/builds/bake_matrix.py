"""`matrix` of a Bake target: one target for each combination of its values
(docs.docker.com/build/bake/matrices)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from math import prod
from typing import Any

from dlinter.model.builds.hcl import Expression
from dlinter.model.builds.values import Value
from dlinter.model.text import Span
from dlinter.values import replace

MOST = 256
"""Combinations of a matrix that are looked at: as many as the jobs of a GitHub matrix."""
_REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][\w-]*)((?:\.[\w-]+)*)\s*\}")
_REPLACED = re.compile(
    r"\$\{\s*replace\(\s*([A-Za-z_][\w.-]*)\s*,\s*\"([^\"]*)\"\s*,\s*\"([^\"]*)\"\s*\)\s*\}"
)


def expanded(
    name: str, attributes: Mapping[str, tuple[Span, Expression]]
) -> list[tuple[str, Mapping[str, tuple[Span, Expression]]]]:
    """The targets that a target's matrix makes, each with its name; the target itself where it has none, or
    where it is not known."""
    axes, title = _axes(attributes), attributes.get("name", (None, None))[1]
    if axes is None or not isinstance(title, Value):
        return [(name, attributes)]
    rest = {key: value for key, value in attributes.items() if key not in ("matrix", "name")}
    found = list[tuple[str, Mapping[str, tuple[Span, Expression]]]]()
    for values in islice(product(*axes.values()), MOST):
        known = dict(_texts(zip(axes, values, strict=True)))
        own = _filled(title, known)
        found.append((own.text, {key: (span, _each(value, known)) for key, (span, value) in rest.items()}))
    return found


def has_too_many(attributes: Mapping[str, tuple[Span, Expression]]) -> bool:
    """Whether the matrix of a target has more combinations than are looked at."""
    return prod(len(values) for values in (_axes(attributes) or {}).values()) > MOST


def _axes(attributes: Mapping[str, tuple[Span, Expression]]) -> dict[str, list[Any]] | None:
    """The values of a matrix by their name; None without one, or where they are not known."""
    matrix = attributes.get("matrix", (None, None))[1]
    if not isinstance(matrix, dict):
        return None
    axes = {axis: values for axis, (_, values) in matrix.items() if isinstance(values, list) and values}
    return axes if len(axes) == len(matrix) else None


def _texts(values: Any) -> Iterator[tuple[str, str]]:
    """`item`, and of a mapping `item.name`."""
    for name, value in values:
        if isinstance(value, Value):
            yield name, value.text
        elif isinstance(value, dict):
            yield from (
                (f"{name}.{key}", given.text) for key, (_, given) in value.items() if isinstance(given, Value)
            )


def _each(value: Expression, known: Mapping[str, str]) -> Expression:
    if isinstance(value, Value):
        return _filled(value, known)
    if isinstance(value, list):
        return [_each(item, known) for item in value]
    if isinstance(value, dict):
        return {name: (span, _each(given, known)) for name, (span, given) in value.items()}
    return value


def _filled(value: Value, known: Mapping[str, str]) -> Value:
    if "${" not in value.text:
        return value
    text = _REPLACED.sub(lambda m: known[m[1]].replace(m[2], m[3]) if m[1] in known else m[0], value.text)
    text = _REFERENCE.sub(lambda m: known.get(m[1] + m[2], m[0]), text)
    return replace(value, text=text, places=()) if text != value.text else value
