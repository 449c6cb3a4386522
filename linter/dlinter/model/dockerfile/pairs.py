"""Names with their values, for the detectors of secrets."""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.model.dockerfile.nodes import Arg, Dockerfile, Env, Instruction, Label, Onbuild
from dlinter.model.secret import Pair
from dlinter.model.text import Span


def pairs_of(dockerfile: Dockerfile) -> tuple[Pair, ...]:
    """Every value of ENV, ARG and LABEL, triggers of ONBUILD included, without the quotes around it."""
    return tuple(pair for top in dockerfile.instructions for pair in _of(top))


def _of(instruction: Instruction) -> Iterator[Pair]:
    if isinstance(instruction, Onbuild) and instruction.trigger is not None:
        yield from _of(instruction.trigger)
    if not isinstance(instruction, (Env, Arg, Label)):
        return
    for pair in instruction.pairs:
        if pair.value is None or not pair.value.value:
            continue
        value, span = pair.value.value, pair.value.span
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" and value[0] not in value[1:-1]:
            value, span = value[1:-1], Span(span.start + 1, span.end - 1)
        yield Pair(pair.key.value.strip("'\""), value, span)
