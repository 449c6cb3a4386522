"""What is in force at an instruction: the user, the working folder, a variable's value as far as the file tells."""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.model.dockerfile.nodes import Instruction, Stage, User, Workdir
from dlinter.model.facts import Facts

UNKNOWN = "$"
"""A value that only the build can tell."""


def before(instruction: Instruction, facts: Facts) -> Iterator[Instruction]:
    """The instructions that come before one, nearest first, through the stages that its stage is FROM."""
    stage: Stage | None = facts.stage_of(instruction)
    seen: set[int] = set()
    limit = instruction.index
    if stage is None:
        yield from (i for i in reversed(facts.dockerfile.instructions[:limit]) if i.stage is None)
    while stage is not None and stage.index not in seen:
        seen.add(stage.index)
        for other in reversed(stage.instructions):
            if other.index < limit:
                yield other
        stage, limit = (facts.dockerfile.stages[stage.base] if stage.base is not None else None), len(facts.dockerfile.instructions)


def user_at(instruction: Instruction, facts: Facts) -> str:
    """The USER in force, "" when the file sets none; `$` in it where it cannot be told."""
    for other in before(instruction, facts):
        if isinstance(other, User) and other.name is not None and other.error is None:
            return facts.scope.expand(other.name.value, other).value or UNKNOWN
    return ""


def workdir_at(instruction: Instruction, facts: Facts) -> str | None:
    """The WORKDIR in force as an absolute path; None where the file does not tell."""
    parts: list[str] = []
    for other in before(instruction, facts):
        if isinstance(other, Workdir) and other.path is not None and other.error is None:
            value = facts.scope.expand(other.path.value, other).value
            if value is None:
                return None
            parts.append(value)
            if value.startswith("/"):
                break
    else:
        return None
    return "/" + "/".join(part.strip("/") for part in reversed(parts) if part.strip("/"))


def value_at(name: str, instruction: Instruction, facts: Facts) -> str | None:
    """A variable's value by the file: None where nothing in it sets the variable, `$` where only the build can tell."""
    variable = facts.scope.before(instruction).get(name)
    if variable is None or variable.pair is None:
        return None
    return variable.value if variable.value is not None else UNKNOWN
