"""Which stages of a Dockerfile are built by themselves, or may be: their files and layers are then wanted as
they are. The last stage always is; who asks knows that one."""

from __future__ import annotations

from dlinter.model.dockerfile import Cmd, Entrypoint, Instruction, Onbuild, Stage
from dlinter.model.facts.facts import Facts


def may_be_built(stage: Stage, facts: Facts) -> str:
    """Why a stage is a target, or may be one, "" where it is not."""
    named = f"`{stage.name}`" if stage.name else f"{stage.index}"
    names = {stage.name.lower(), str(stage.index), "*"} - {""}
    if facts.targets & names:
        return f"stage {named} is a target of its own"
    command = own_command(stage)
    if command is not None and "" not in facts.targets:  # no build file is known
        return f"stage {named} has its own {command.keyword.value.upper()}, so it may be a target"
    return ""


def may_run_below(instruction: Instruction, copy: Instruction) -> bool:
    """Whether an instruction of the same stage or of one that follows it may run below a copy. A trigger
    does, wherever it stands: it runs in the stages that start from its own (Dockerfile reference,
    ONBUILD)."""
    return instruction.index > copy.index or isinstance(instruction, Onbuild)


def own_command(stage: Stage) -> Cmd | Entrypoint | None:
    return next((i for i in stage.instructions if isinstance(i, (Cmd, Entrypoint))), None)
