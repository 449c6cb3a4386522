"""What the triggers of ONBUILD rebuild for nothing: read as the steps that they become, directly after the
FROM of the stage that is built on theirs (Dockerfile reference, "ONBUILD"), with its variables and folder.

    FROM node:22 AS base              FROM node:22 AS base
    ONBUILD COPY . /app               FROM base
    ONBUILD RUN cd /app && npm ci  →  COPY . /app
    FROM base                         RUN cd /app && npm ci

Where no stage of the file is FROM it, another Dockerfile is, whose build context nobody knows.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from dlinter.model.cache.waste import Victim, Waste, wastes
from dlinter.model.dockerfile import Add, Copy, Onbuild, Run, Stage
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Span, Text

_NAME = "base-of-triggers"
_MOST_STAGES = 4
"""Stages with triggers that are looked at."""
_MOST_LINES = 2000
"""Lines of a file with its triggers in place: one line may be fired in each of a thousand stages."""


class TriggerWaste(Struct, frozen=True):
    """`waste` is of the file as it is built, whose lines are others: `line` is the one of the victim in the
    file as written. `within`: the stage that is built on it is in the file, too."""

    onbuild: Onbuild
    waste: Waste
    victim: Victim
    line: int
    within: bool


def trigger_wastes(facts: Facts) -> tuple[TriggerWaste, ...]:
    """One for a trigger, in order (`facts.once(trigger_wastes)`)."""
    found: dict[int, TriggerWaste] = {}
    looked = 0
    for stage in facts.dockerfile.stages:
        triggers = [
            i
            for i in facts.of_kind(stage.index, Onbuild)
            if i.trigger is not None and i.error is None and i.trigger.error is None
        ]
        if any(isinstance(i.trigger, (Copy, Add)) for i in triggers):
            derived = [s for s in facts.dockerfile.stages[stage.index + 1 :] if s.base == stage.index]
            if looked == _MOST_STAGES:
                break
            looked += 1
            if not derived and not any(isinstance(i.trigger, Run) for i in triggers):
                continue
            for each in _of_stage(stage, triggers, derived, facts):
                found.setdefault(each.onbuild.index, each)
    return tuple(found[index] for index in sorted(found))


def _of_stage(
    stage: Stage, triggers: Sequence[Onbuild], derived: Sequence[Stage], facts: Facts
) -> list[TriggerWaste]:
    text, lines = facts.text, list[tuple[str, int]]()
    fired = [each for i in triggers for each in _lines(i, text)]
    if text.line_count + len(fired) * max(1, len(derived)) > _MOST_LINES:
        return []
    gone = {n for i in facts.of_kind(stage.index, Onbuild) for n in range(i.first_line, i.last_line + 1)}
    name = stage.name or _NAME
    begins = {d.from_.last_line for d in derived}
    for number in range(1, text.line_count + 1):
        if number in gone:
            continue
        end = f" AS {name}" if not stage.name and number == stage.from_.last_line else ""
        lines.append((text.line(number) + end, number))
        if number in begins:
            lines += fired
    if not derived:
        lines += [(f"FROM {name}", 0), *fired]
    source = "".join(line + "\n" for line, _ in lines)
    built = Facts(
        read(Text(source.encode("utf-8", "surrogateescape"), text.path)),
        load_context=(lambda: facts.build_context) if derived else lambda: None,
        load_history=(lambda: facts.history) if derived else lambda: None,
        load_given=lambda: facts.given,
    )
    by_line = {i.first_line: i for i in triggers}
    found = []
    for waste in built.once(wastes):
        onbuild = by_line.get(lines[waste.instruction.first_line - 1][1])
        if onbuild is None:
            continue
        victims = sorted(waste.victims, key=lambda v: (v.demand.system, -(v.wasted or 0), v.step.at))
        line = lines[victims[0].demand.run.first_line - 1][1]
        found.append(TriggerWaste(onbuild, waste, victims[0], line, bool(derived)))
    return found


def _lines(onbuild: Onbuild, text: Text) -> list[tuple[str, int]]:
    """The lines of a trigger as an instruction, each with the one that it stands on."""
    trigger = onbuild.trigger
    if trigger is None:
        return []
    whole = text.slice(Span(trigger.span.start, trigger.span.end)).replace("\r\n", "\n").split("\n")
    first = onbuild.first_line
    return [(line, min(first + at, onbuild.last_line)) for at, line in enumerate(whole)]
