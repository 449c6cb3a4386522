"""Where a Dockerfile declares a build argument, and which steps run again for it without using it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush

from msgspec import Struct

from dlinter.model.dockerfile import Add, Arg, Copy, Env, Instruction, Run, Stage, Workdir
from dlinter.model.facts.facts import Facts


class Early(Struct, frozen=True):
    """An ARG above steps that do not use it. `idle` are those RUNs, `user` is the first step that uses it,
    None when none does; `telling` are the instructions before that one which use it and make no step (LABEL,
    ENV, CMD)."""

    arg: Arg
    stage: Stage
    idle: tuple[Run, ...]
    user: Instruction | None
    telling: tuple[Instruction, ...] = ()


def early(name: str, stages: Sequence[Stage], facts: Facts) -> Iterator[Early]:
    """The first ARG of this name in each of the stages, where it stands above RUNs which do not use it. A
    RUN's key holds every ARG above it in its stage (BuildKit's dockerfile2llb, `dispatchRun`); an ENV that
    takes the value hands it on under its own name."""
    for stage in stages:
        for arg in stage.instructions:
            if isinstance(arg, Arg) and not arg.onbuild and any(p.key.value == name for p in arg.pairs):
                found = early_of(name, arg, stage, facts)
                if found is not None:
                    yield found
                break


def early_of(name: str, arg: Arg, stage: Stage, facts: Facts) -> Early | None:
    """As `early`, of one ARG."""
    if not any(run.index > arg.index for run in facts.of_kind(stage.index, Run)[-1:]):
        return None  # no RUN comes after it
    found = _below(name, arg, stage, facts)
    return found if found.idle and not arg.onbuild else None


class _Words(Struct, frozen=True):
    """Which instructions of a stage name which word, so that a stage of thousands of ARGs is read once."""

    order: tuple[Instruction, ...]
    at: dict[str, list[int]]
    """Word → the places in `order` whose text has it, ascending."""
    runs: tuple[int, ...]

    def places(self, name: str, after: int, facts: Facts) -> list[int]:
        if not re.fullmatch(r"\w+", name):  # `\b` does not end it where a word ends
            text = facts.text
            facts.dockerfile.work.spend(len(self.order) - after)
            whole = re.compile(rf"\b{re.escape(name)}\b")
            return [
                at
                for at in range(after + 1, len(self.order))
                if whole.search(text.slice(self.order[at].span))
            ]
        found = self.at.get(name, [])
        return found[bisect_right(found, after) :]


def _words(facts: Facts) -> dict[int, _Words]:
    """By the index of a stage's FROM."""
    done: dict[int, _Words] = {}
    for stage in facts.dockerfile.stages:
        order = tuple(stage.instructions)
        at: dict[str, list[int]] = {}
        for place, instruction in enumerate(order):
            for word in set(re.findall(r"\w+", facts.text.slice(instruction.span))):
                at.setdefault(word, []).append(place)
        done[stage.from_.index] = _Words(
            order, at, tuple(n for n, i in enumerate(order) if isinstance(i, Run))
        )
    return done


def _below(name: str, arg: Arg, stage: Stage, facts: Facts) -> Early:
    words = facts.once(_words)[stage.from_.index]
    start = bisect_right(words.order, arg.index, key=lambda i: i.index) - 1
    names, telling, user, last = {name}, list[Instruction](), None, len(words.order)
    waiting = words.places(name, start, facts)
    heapify(waiting)
    before = start
    while waiting:
        facts.dockerfile.work.spend(1)
        place = heappop(waiting)
        if place == before:
            continue
        before, instruction = place, words.order[place]
        if isinstance(instruction, (Run, Copy, Add, Workdir)):
            user, last = instruction, place
            break
        telling.append(instruction)
        if isinstance(instruction, Env):
            handed = {
                p.key.value
                for p in instruction.pairs
                if p.value is not None and any(n in facts.text.slice(p.span) for n in names)
            } - names
            names |= handed
            for other in handed:
                for more in words.places(other, place, facts):
                    heappush(waiting, more)
    idle = words.runs[bisect_right(words.runs, start) : bisect_left(words.runs, last)]
    return Early(
        arg, stage, tuple(run for at in idle if isinstance(run := words.order[at], Run)), user, tuple(telling)
    )
