"""Which variables of a Dockerfile have another value with every commit or build: by what the build files give
them, by what their own value is, and by what flows into them; where nothing is known of a value, by the words
of the name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from dlinter.model.dockerfile.nodes import Arg, Env, Instruction
from dlinter.model.dockerfile.tokens import KeyValue
from dlinter.model.facts.facts import Facts
from dlinter.model.names import is_volatile_name

_PINNED = re.compile(
    r"[\"']?(?:v?[0-9]+(?:\.[0-9]+)+(?:[-+][\w.]+)?|[0-9a-f]{7,40}|sha256:[0-9a-f]{64})[\"']?"
)
"""A default that names one version or commit: what it is of does not change with the build."""
_DATE = re.compile(r"\b20\d\d-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d")
_REFERENCE = re.compile(r"\$\{?([A-Za-z_]\w*)")


def why_volatile(name: str, default: str | None, facts: Facts) -> str:
    """Of a build argument: "commit" or "run" where a build file gives it such a value, "build" where only its
    name says so, "" for one that stays the same or of which nothing is known."""
    given = facts.given.get(name)
    if given is not None and given.known:
        return given.when
    pinned = (
        default is not None and _PINNED.fullmatch(default.strip()) is not None and not is_build_time(name)
    )
    return "build" if is_volatile_name(name) and not pinned else ""


def is_build_time(name: str) -> bool:
    """Whether a name says that the value is of the build, whatever its default looks like."""
    return re.search(r"(?i)build_?(?:date|time|number|id)|timestamp", name) is not None


def volatile_names(facts: Facts) -> dict[str, str]:
    """The build arguments that change with the build, and when."""
    found: dict[str, str] = {}
    for instruction in facts.dockerfile.instructions:
        if isinstance(instruction, Arg) and instruction.error is None:
            for pair in instruction.pairs:
                when = why_volatile(
                    pair.key.value, pair.value.value if pair.value is not None else None, facts
                )
                if when:
                    found.setdefault(pair.key.value, when)
    return found


def changing_arguments(facts: Facts) -> dict[str, str]:
    """Those of which a build file says so: for counts, which no name decides."""
    declared = {p.key.value for i in facts.dockerfile.instructions if isinstance(i, Arg) for p in i.pairs}
    return {name: given.when for name, given in facts.given.items() if given.changes and name in declared}


def flowing_in(pair: KeyValue, env: Instruction, facts: Facts) -> str:
    """The volatile variable that the value of an ENV or LABEL is made of, through any number of ENV and ARG
    before it in its stage; "" for none."""
    value = pair.value.value if pair.value is not None else ""
    sources = facts.once(volatile_names)
    seen: set[str] = set()
    todo = list(references(value))
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        holder = _holder(name, env, facts)
        if holder is None:
            continue
        if isinstance(holder[0], Arg) and name in sources:
            return name
        if holder[1].value is not None:
            todo += references(holder[1].value.value)
    return ""


def references(value: str) -> Iterable[str]:
    """The variables that a word names."""
    return _REFERENCE.findall(value) if "$" in value else ()


def is_date(value: str) -> bool:
    """Whether a text holds a moment."""
    return _DATE.search(value) is not None


def _holder(name: str, instruction: Instruction, facts: Facts) -> tuple[Arg | Env, KeyValue] | None:
    """What gives a variable its value at an instruction: the nearest ARG or ENV before it in its stage."""
    facts.dockerfile.work.spend(1)
    found = facts.once(_holders).get((instruction.stage, name), [])
    at = bisect_left(found, instruction.index, key=lambda each: each[0].index)
    return found[at - 1] if at else None


def _holders(facts: Facts) -> dict[tuple[int | None, str], list[tuple[Arg | Env, KeyValue]]]:
    """By stage and name all that give the variable a value, in order; of one instruction the first."""
    found: dict[tuple[int | None, str], list[tuple[Arg | Env, KeyValue]]] = {}
    for instruction in facts.dockerfile.instructions:
        if isinstance(instruction, (Arg, Env)):
            for pair in instruction.pairs:
                held = found.setdefault((instruction.stage, pair.key.value), [])
                if not held or held[-1][0] is not instruction:
                    held.append((instruction, pair))
    return found
