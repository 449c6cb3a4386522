"""Which instruction of a given Dockerfile made which history entry.

The history of an image is that of its base followed by one entry for each instruction of the stages it was built through. Both are
walked backwards together; an entry whose command is no instruction's belongs to the base image.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlinter.model.dockerfile import Dockerfile, From, Instruction, Onbuild, Stage
from dlinter.model.image.flat import instruction_of
from dlinter.model.image.nodes import Image

_WORD = re.compile(r"[A-Za-z0-9]+")
LIKE = 0.5
"""So much of the words must be the same: variables are expanded in the history."""


def tie(image: Image, dockerfile: Dockerfile) -> dict[int, Instruction]:
    """History entry → instruction, for the stage whose instructions fit best (the last of equals)."""
    best: dict[int, Instruction] = {}
    for stage in dockerfile.stages:
        found = _along(image, _chain(dockerfile, stage))
        if len(found) >= len(best):
            best = found
    return best


def _chain(dockerfile: Dockerfile, stage: Stage) -> list[Instruction]:
    chain: list[Instruction] = []
    seen: set[int] = set()
    at: Stage | None = stage
    while at is not None and at.index not in seen:
        seen.add(at.index)
        chain = [i for i in at.instructions if not isinstance(i, (From, Onbuild)) and i.error is None] + chain
        at = dockerfile.stages[at.base] if at.base is not None else None
    return chain


def _along(image: Image, chain: Sequence[Instruction]) -> dict[int, Instruction]:
    found: dict[int, Instruction] = {}
    at = len(chain) - 1
    for entry in reversed(image.history):
        keyword, rest = instruction_of(entry)
        if not keyword:
            continue
        words = set(_WORD.findall(rest))
        for index in range(at, -1, -1):
            instruction = chain[index]
            if instruction.keyword.value == keyword and _like(words, instruction):
                found[entry.index] = instruction
                at = index - 1
                break
    return found


def _like(words: set[str], instruction: Instruction) -> bool:
    mine = set(_WORD.findall(" ".join(a.value for a in instruction.args) + " ".join(h.content for h in instruction.heredocs)))
    if not words or not mine:
        return words == mine
    return len(words & mine) / len(words | mine) >= LIKE or len(words & mine) / len(mine) >= 0.8
