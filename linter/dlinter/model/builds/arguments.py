"""Where a Dockerfile declares a build argument, and which steps run again for it without using it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dlinter.model.dockerfile import Add, Arg, Copy, Env, Instruction, Run, Stage, Workdir
from dlinter.model.facts.facts import Facts


@dataclass(frozen=True, slots=True)
class Early:
    """An ARG above steps that do not use it. `idle` are those RUNs, `user` is the first step that uses it, None when none does; `telling` are
    the instructions before that one which use it and make no step (LABEL, ENV, CMD)."""

    arg: Arg
    stage: Stage
    idle: tuple[Run, ...]
    user: Instruction | None
    telling: tuple[Instruction, ...] = ()


def early(name: str, stages: Sequence[Stage], facts: Facts, only: Arg | None = None) -> Iterator[Early]:
    """The ARGs of this name in the stages that stand above RUNs which do not use it. A RUN's key holds every ARG above it in
    its stage (BuildKit's dockerfile2llb, `dispatchRun`); an ENV that takes the value hands it on under its own name. `only`: from this ARG on, not the first one of the name."""
    for stage in stages:
        for arg in stage.instructions:
            if isinstance(arg, Arg) and not arg.onbuild and only in (None, arg) and any(p.key.value == name for p in arg.pairs):
                found = _below(name, arg, stage, facts)
                if found.idle:
                    yield found
                break


def _below(name: str, arg: Arg, stage: Stage, facts: Facts) -> Early:
    names, idle, telling = {name}, list[Run](), list[Instruction]()
    for instruction in stage.instructions:
        if instruction.index <= arg.index:
            continue
        text = facts.text.slice(instruction.span)
        uses = any(re.search(rf"\b{re.escape(n)}\b", text) for n in names)
        if uses and not isinstance(instruction, (Run, Copy, Add, Workdir)):
            telling.append(instruction)
        if isinstance(instruction, Env) and uses:
            names.update(p.key.value for p in instruction.pairs if p.value is not None and any(n in facts.text.slice(p.span) for n in set(names)))
        elif uses and isinstance(instruction, (Run, Copy, Add, Workdir)):
            return Early(arg, stage, tuple(idle), instruction, tuple(telling))
        elif isinstance(instruction, Run):
            idle.append(instruction)
    return Early(arg, stage, tuple(idle), None, tuple(telling))
