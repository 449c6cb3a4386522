"""What is in force at an instruction: the user, the working folder, a variable's value as far as the file
tells."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import islice

from dlinter.model.dockerfile.nodes import Add, Copy, Instruction, Onbuild, Run, Stage, User, Workdir
from dlinter.model.dockerfile.tokens import Token
from dlinter.model.facts.facts import Facts, K

_PLAIN = r"[A-Za-z0-9_./:@,=+-]*"
"""A word with no variable, quote or escape character in it."""
_MOST_EARLIER = 100
UNKNOWN = "$"
"""A value that only the build can tell."""


def before(instruction: Instruction, facts: Facts, kind: type[K]) -> Iterator[K]:
    """The instructions of a kind that come before one, nearest first, through the stages that its stage is
    FROM, whose triggers come between. A trigger of ONBUILD runs in another build: after all of its stage and
    the triggers before it."""
    stage = facts.stage_of(instruction)
    limit = instruction.index
    if stage is None:
        yield from _above(facts.of_kind(None, kind), limit, facts.dockerfile.work.spend)
    elif instruction.onbuild:
        yield from _triggers(stage, facts, kind, limit)
        yield from _chain(stage, facts, kind, len(facts.dockerfile.instructions))
    else:
        yield from _chain(stage, facts, kind, limit)


def earlier(run: Run, facts: Facts) -> list[Run]:
    """The RUNs before one, the first first, through the stages that its stage is FROM; at most the nearest
    100. Triggers are left out: they are of other builds."""
    found = [other for other in islice(before(run, facts, Run), _MOST_EARLIER) if not other.onbuild]
    return found[::-1]


def last_of(stage: Stage, facts: Facts, kind: type[K]) -> K | None:
    """The last instruction of a kind in what a stage comes to: its own, else one of a stage that it is
    FROM."""
    return next(_chain(stage, facts, kind, len(facts.dockerfile.instructions)), None)


def _chain(stage: Stage | None, facts: Facts, kind: type[K], limit: int) -> Iterator[K]:
    seen: set[int] = set()
    spend = facts.dockerfile.work.spend
    while stage is not None and stage.index not in seen:
        seen.add(stage.index)
        spend(1)
        yield from _above(facts.of_kind(stage.index, kind), limit, spend)
        limit = len(facts.dockerfile.instructions)
        stage = base_stage(stage, facts)
        if stage is not None:
            yield from _triggers(stage, facts, kind, limit)


def base_stage(stage: Stage, facts: Facts) -> Stage | None:
    """The stage that a stage is FROM, by a name with a variable, too."""
    base = stage.base
    if base is None and stage.from_.image is not None and "$" in stage.from_.image.value:
        base = facts.scope.base_of(stage)
    return facts.dockerfile.stages[base] if base is not None else None


def _triggers(stage: Stage, facts: Facts, kind: type[K], limit: int) -> Iterator[K]:
    for onbuild in reversed(facts.of_kind(stage.index, Onbuild)):
        trigger = onbuild.trigger
        facts.dockerfile.work.spend(1)
        if (
            onbuild.index < limit
            and isinstance(trigger, kind)
            and trigger.error is None
            and onbuild.error is None
        ):
            yield trigger


def _above(instructions: tuple[K, ...], limit: int, spend: Callable[[int], None]) -> Iterator[K]:
    for at in range(bisect_left(instructions, limit, key=_index) - 1, -1, -1):
        spend(1)
        yield instructions[at]


def _index(instruction: Instruction) -> int:
    return instruction.index


def user_at(instruction: Instruction, facts: Facts) -> str:
    """The USER in force, "" when the file sets none; `$` in it where it cannot be told."""
    for other in before(instruction, facts, User):
        if other.name is not None and other.error is None:
            return facts.scope.expand(other.name.value, other).value or UNKNOWN
    return ""


def is_first_folder(workdir: Workdir, facts: Facts) -> bool:
    """Whether nothing of the stage works in a folder of an image from elsewhere before a WORKDIR: `WORKDIR
    $APP_HOME` of which only the base image has the value is then one unknown folder, as its own is."""
    stage = facts.stage_of(workdir)
    return (
        stage is not None
        and not workdir.onbuild
        and base_stage(stage, facts) is None
        and not any(
            i.index < workdir.index
            for kind in (Run, Copy, Add, Workdir)
            for i in facts.of_kind(stage.index, kind)[:1]
        )
    )


def workdir_at(instruction: Instruction, facts: Facts) -> str | None:
    """The WORKDIR in force as an absolute path; None where the file does not tell."""
    parts: list[str] = []
    for other in before(instruction, facts, Workdir):
        if other.path is not None and other.error is None:
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
    """A variable's value by the file: None where nothing in it sets the variable, `$` where only the build
    can tell."""
    variable = facts.scope.before(instruction).get(name)
    if variable is None or variable.pair is None:
        return None
    return variable.value if variable.value is not None else UNKNOWN


def value_of(token: Token, instruction: Instruction, facts: Facts) -> str | None:
    """The word's value; None where the file does not tell it. Making the scope costs a millisecond and more:
    most words have no variable, quote or escape character."""
    if re.fullmatch(_PLAIN, token.value):
        return token.value
    return facts.scope.expand(token, instruction).value
