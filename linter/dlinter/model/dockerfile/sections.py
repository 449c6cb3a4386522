"""Parts of a Dockerfile that instructions belong to: what comes before the first FROM, then each stage."""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.model.dockerfile.nodes import Dockerfile, Instruction, Stage


def sections(dockerfile: Dockerfile) -> Iterator[tuple[Instruction, ...]]:
    """The instructions before the first FROM (BuildKit refuses all of them but ARG), then those of each
    stage."""
    if dockerfile.stages:
        head = tuple(i for i in dockerfile.instructions if i.stage is None)
        if head:
            yield head
        for stage in dockerfile.stages:
            yield stage.instructions
    elif dockerfile.instructions:
        yield dockerfile.instructions


def lineage(stage: Stage, dockerfile: Dockerfile) -> Iterator[Stage]:
    """A stage and the stages it stands on, nearest first."""
    seen: set[int] = set()
    at: Stage | None = stage
    while at is not None and at.index not in seen:
        seen.add(at.index)
        dockerfile.work.spend(len(at.instructions))
        yield at
        at = None if at.base is None else dockerfile.stages[at.base]


def targets(dockerfile: Dockerfile) -> tuple[Stage, ...]:
    """The stages that no other stage needs: those somebody builds for themselves, the last one among them."""
    needed = {edge.to for stage in dockerfile.stages for edge in stage.edges if edge.to != stage.index}
    last = len(dockerfile.stages) - 1
    return tuple(s for s in dockerfile.stages if s.index == last or s.index not in needed)


def written(dockerfile: Dockerfile, instruction: Instruction) -> str:
    """The keyword as it is written, a continuation inside it left out."""
    return "".join(c for c in dockerfile.text.slice(instruction.keyword.span) if c.isalpha())
