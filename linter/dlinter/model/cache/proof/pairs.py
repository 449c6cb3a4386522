"""Which instruction of a fixed Dockerfile is which of the file before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dlinter.model.dockerfile.nodes import Dockerfile, Instruction, Run

Pair = tuple[Instruction, Instruction]
"""An instruction before, and the same after."""


def pairs_of(before: Dockerfile, after: Dockerfile) -> tuple[list[Pair], Instruction | None]:
    """Every instruction of the file before with the same one after, and the first RUN that is not there any more. In each stage those of the same words
    in order, flags left aside; then, of those that are left, RUN by RUN."""
    if len(before.stages) != len(after.stages):
        return [], next((i for i in before.instructions if isinstance(i, Run)), None)
    found: list[Pair] = []
    lost: Instruction | None = None
    for stage in (None, *range(len(before.stages))):
        old, new = ([i for i in each.instructions if i.stage == stage] for each in (before, after))
        waiting: dict[tuple[object, ...], list[Instruction]] = defaultdict(list)
        for instruction in reversed(new):
            waiting[_words(instruction)].append(instruction)
        left: list[Run] = []
        for instruction in old:
            same = waiting[_words(instruction)]
            if same:
                found.append((instruction, same.pop()))
            elif isinstance(instruction, Run):
                left.append(instruction)
        taken = {id(a) for _, a in found}
        more, gone = _by_order(left, [i for i in new if isinstance(i, Run) and id(i) not in taken])
        found += more
        lost = lost or gone
    return found, lost


def _by_order(left: Sequence[Run], free: Sequence[Run]) -> tuple[list[Pair], Run | None]:
    """Edited ones in their order; several may have become one."""
    if len(left) == len(free):
        return list(zip(left, free, strict=True)), None
    if len(free) == 1:
        return [(run, free[0]) for run in left], None
    return [], left[0] if left else None


def _words(instruction: Instruction) -> tuple[object, ...]:
    return (
        instruction.keyword.value.upper(), tuple(a.value for a in instruction.args), tuple(h.content for h in instruction.heredocs),
    )  # fmt: skip
