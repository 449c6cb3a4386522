"""The labels of a Dockerfile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dlinter.model.dockerfile import Instruction, KeyValue, Label, Onbuild


def labels_in(instructions: Iterable[Instruction]) -> Iterator[tuple[str, Label, KeyValue]]:
    """Each label's key without quotes, its instruction and its pair; those of ONBUILD too."""
    for instruction in instructions:
        inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
        if isinstance(inner, Label):
            yield from ((pair.key.value.strip("\"'"), inner, pair) for pair in inner.pairs)
