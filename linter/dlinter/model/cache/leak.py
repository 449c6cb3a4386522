"""Where the value of an ARG ends: who has the image, the cache or the provenance, has it.

BuildKit writes the build arguments in scope into the history of every RUN, used or not
(`frontend/dockerfile/dockerfile2llb/convert.go`, `dispatchRun` and `runCommandString`). The image has the
history of its own stage and of the stages that one is FROM; of the others it has the files alone. The steps
of all built stages are in the builder's cache and its exports, and `--provenance=mode=max` records the build
arguments (docs "SLSA provenance", "max").
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from dlinter.model.cache.build_cache import cache_if_small
from dlinter.model.dockerfile.nodes import Arg, Env, Instruction, Label
from dlinter.model.facts.facts import Facts


class Where(StrEnum):
    """The worst place, the first one of these."""

    CONFIG = "config"
    HISTORY = "history"
    CACHE = "cache"
    NOWHERE = "nowhere"


class Leak(Struct, frozen=True):
    """`by` is the instruction that puts it there, None for nowhere."""

    where: Where
    by: Instruction | None = None


def leak_of(arg: Arg, name: str, facts: Facts, in_config: bool = True) -> Leak:
    """Where the value of one of an ARG's variables ends in a build of the last stage; with `in_config` false,
    where else than by an ENV or LABEL that takes it, for a rule that leaves those to others."""
    cache, dockerfile, final = cache_if_small(facts), facts.dockerfile, facts.dockerfile.final
    if cache is None:
        return Leak(Where.HISTORY, arg)  # the worst, where it is not worth the time to tell
    exported = set[int]()
    at = None if final is None else final.index
    while at is not None and at not in exported:
        exported.add(at)
        at = facts.scope.base_of(dockerfile.stages[at])
    for use in facts.scope.uses_of(name) if in_config else ():
        if (
            isinstance(use.instruction, (Env, Label))
            and use.instruction.stage in exported
            and _comes_from(use.instruction, arg, exported)
        ):
            return Leak(Where.CONFIG, use.instruction)
    found = Leak(Where.NOWHERE)
    dockerfile.work.spend(len(cache.steps))
    for step in cache.steps:
        held = step.environment if step.kind == "RUN" else step.words
        if name not in held.args or arg.index not in held.instructions:
            continue
        instruction = dockerfile.instructions[step.index]
        if step.stage in exported:
            return Leak(Where.HISTORY, instruction)
        found = found if found.by is not None else Leak(Where.CACHE, instruction)
    return found


def _comes_from(use: Instruction, arg: Arg, exported: set[int]) -> bool:
    """Whether the ARG is above the use in its stage, in one that the image stands on, or above all stages."""
    return arg.index < use.index and (arg.stage is None or arg.stage in exported)


def told_leak(leak: Leak, facts: Facts) -> str:
    """Who has the value, to go on after "it lands …" with."""
    if leak.by is None:
        return "no step of the build gets it"
    line = f"{leak.by.keyword.value} on line {leak.by.first_line}"
    if leak.where is Where.CONFIG:
        return f"{line} puts it into the image's configuration"
    if leak.where is Where.HISTORY:
        return f"{line} puts it into the image's history"
    stage = facts.stage_of(leak.by)
    named = f"stage `{stage.name}`" if stage is not None and stage.name else "a stage that is not exported"
    return f"{line} of {named} puts it into the build cache and the provenance, not into the image"
