"""Who has what a step leaves: the image, or the build cache alone.

The image has the steps of its own stage and of those that one is FROM; the steps of all other built stages
are in the builder's cache and in every export of it with `mode=max` (docs.docker.com/build/cache/backends,
"Cache mode").
"""

from __future__ import annotations

from dlinter.model.dockerfile.nodes import Instruction
from dlinter.model.facts.facts import Facts


def exported(facts: Facts) -> frozenset[int]:
    """The stages whose layers and history are those of the image that is built without a target."""
    return facts.once(_exported)


def _exported(facts: Facts) -> frozenset[int]:
    found, stage = set[int](), facts.dockerfile.final
    at = None if stage is None else stage.index
    while at is not None and at not in found:
        found.add(at)
        at = facts.scope.base_of(facts.dockerfile.stages[at])
    return frozenset(found)


def layer_of(instruction: Instruction, facts: Facts) -> str:
    """What keeps a file that an instruction writes, to go on after "stays in …" with."""
    if instruction.onbuild:
        return "a layer of each image that is built on this one"
    if instruction.stage is None or instruction.stage in exported(facts):
        return "a layer of the image"
    stage = facts.dockerfile.stages[instruction.stage]
    return (
        f"the build cache, with stage `{stage.name}`"
        if stage.name
        else "the build cache, with a stage that is not exported"
    )
