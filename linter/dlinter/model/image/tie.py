"""Which instruction of a given Dockerfile made which history entry.

The history of an image is that of its base followed by one entry for each instruction of the stages it was
built through. Both are walked backwards together; an entry whose command is no instruction's is one of the
base image, and so is every entry before the first that is an instruction's: the `FROM` brought it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from dlinter.model.dockerfile import Add, Copy, Dockerfile, From, Instruction, Onbuild, Stage
from dlinter.model.image.flat import instruction_of
from dlinter.model.image.merged import Merged, merged_layers
from dlinter.model.image.nodes import Image
from dlinter.model.place import Origin

_WORD = re.compile(r"[A-Za-z0-9]+")
LIKE = 0.5
"""So much of the words must be the same: variables are expanded in the history."""


class Tied(Struct, frozen=True):
    """`steps`: history entry → the instruction that made it. `whole`: the FROM of the image's own stage,
    which stands for what no step made; None when the image is not of this Dockerfile. `merged`: entries whose
    layer holds the files of several steps."""

    steps: Mapping[int, Instruction] = field(default_factory=dict)
    whole: From | None = None
    merged: Mapping[int, Merged] = field(default_factory=dict)
    own: int | None = None
    """The first entry that is not the base image's."""

    def origin(self, entry: int | None) -> Origin:
        """How what a history entry made got into the image."""
        if self.own is None or entry is None or (entry in self.merged and self.merged[entry].base):
            return Origin.UNKNOWN
        return Origin.BASE if entry < self.own else Origin.BUILD

    def of(self, entry: int | None) -> Instruction | None:
        return self.whole if entry is None else self.steps.get(entry, self.whole)

    def of_file(self, entry: int | None, path: str = "") -> Instruction | None:
        """The instruction that made a file of an entry's layer, or the layer: the FROM where it cannot be
        told."""
        if entry is not None and entry in self.merged:
            return self.merged[entry].of(path) or self.whole
        return self.of(entry)


def tie(image: Image, dockerfile: Dockerfile) -> Tied:
    """Ties the history to the stage whose instructions fit best (the last of equals)."""
    best, whole, brought = dict[int, Instruction](), None, None
    along = list[Instruction]()
    for stage in dockerfile.stages:
        base, chain = _chain(dockerfile, stage)
        found = _along(image, chain)
        if len(found) >= len(best):
            best, whole, brought, along = found, stage.from_, base, chain
    if brought is None or not best:
        return Tied()
    own = min(best)
    merged = merged_layers(
        image, along, best, own, on_scratch=brought.image is not None and brought.image.value == "scratch"
    )
    return Tied(
        {**{entry.index: brought for entry in image.history if entry.index < own}, **best}, whole, merged, own
    )


def _chain(dockerfile: Dockerfile, stage: Stage) -> tuple[From, list[Instruction]]:
    """The FROM that brings the base image, and the instructions after it."""
    chain: list[Instruction] = []
    seen: set[int] = set()
    base = stage.from_
    at: Stage | None = stage
    while at is not None and at.index not in seen:
        seen.add(at.index)
        base = at.from_
        chain = [i for i in at.instructions if not isinstance(i, (From, Onbuild)) and i.error is None] + chain
        at = dockerfile.stages[at.base] if at.base is not None else None
    return base, chain


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
            if instruction.keyword.value == keyword and (
                _like(words, instruction) or _same_place(rest, instruction)
            ):
                found[entry.index] = instruction
                at = index - 1
                break
    return found


def _same_place(rest: str, instruction: Instruction) -> bool:
    """Whether a COPY whose history names its sources by digest alone (docker's old builder, buildah) has the
    instruction's destination."""
    if (
        not isinstance(instruction, (Copy, Add))
        or instruction.destination is None
        or not rest.startswith(". ")
    ):
        return False
    return rest[2:].strip().rstrip("/") == instruction.destination.value.strip("\"'").rstrip("/")


def _like(words: set[str], instruction: Instruction) -> bool:
    mine = set(
        _WORD.findall(
            " ".join(a.value for a in instruction.args) + " ".join(h.content for h in instruction.heredocs)
        )
    )
    if not words or not mine:
        return words == mine
    return len(words & mine) / len(words | mine) >= LIKE or len(words & mine) / len(mine) >= 0.8
