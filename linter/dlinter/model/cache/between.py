"""The copies between a COPY and the install that is to come before it.

    COPY client ./client
    COPY server ./server          # brings a manifest: it stays above the install
    COPY assets ./assets          # brings nothing that it reads: it goes below, after the first COPY
    RUN npm ci
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dlinter.model.cache.demand import Demand
from dlinter.model.cache.second_part import near
from dlinter.model.cache.spellings import BASE
from dlinter.model.cache.steps import Step
from dlinter.model.cache.used import may_use, meet
from dlinter.model.cache.waste import step_of
from dlinter.model.dockerfile import Add, Copy, Instruction
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.facts import Facts


def only_copies(add: Add, step: Step, facts: Facts) -> bool:
    """Whether an ADD does what COPY does: it takes folders and text files of the context alone, neither a URL
    nor what may be an archive, which is told by its bytes."""
    context = facts.build_context
    if context is None or step.remotes or add.unpack or add.checksum or len(step.locals) != len(add.sources):
        return False
    if any(source.is_archive for source in add.sources):
        return False
    for item in step.locals:
        entry = context.entry(item.pattern) if item.literal and item.pattern else None
        if not item.literal or (item.pattern and entry is None):
            return False
        if entry is not None and not entry.is_dir:
            text = None if entry.is_link else context.text(entry.path)
            if text is None or "\0" in text or "\ufffd" in text:
                return False
    return True


def sorted_out(
    moved: Step, between: Iterable[Instruction], demand: Demand, facts: Facts
) -> tuple[list[Instruction], list[Instruction]]:
    """The copies that stay above the install, and those that can come after the moved one as they do now.
    What is in neither may be in the way."""
    context = facts.build_context
    stay: list[Instruction] = []
    follow: list[Instruction] = []
    below = [moved]
    if context is None or not demand.needed.certain:
        return stay, follow
    folders = [t.folder for t in demand.tasks]
    for instruction in between:
        if not isinstance(instruction, (Copy, Add)) or instruction.heredocs or instruction.onbuild:
            continue
        step = step_of(instruction, facts)
        if (
            step is None
            or step.remotes
            or (isinstance(instruction, Add) and not only_copies(instruction, step, facts))
            or any(item.pattern is None or item.parents for item in step.locals)
        ):
            continue
        if any(demand.wants(f) for f in step.files(context)):
            if all(_either_way(step, other, facts) for other in below):
                stay.append(instruction)
        elif may_use(step, demand, context):
            # a program of another image, which the install runs
            if step.stages and all(_either_way(step, other, facts) for other in below):
                stay.append(instruction)
        elif not _brings_to(step, folders):
            follow.append(instruction)
            below.append(step)
    return stay, follow


def _brings_to(step: Step, folders: Sequence[str | None]) -> bool:
    """Whether files of another stage come to the folder of an install, which may be its manifests."""
    target = step.target
    return bool(step.stages) and (
        target is None
        or BASE in target
        or not target.startswith("/")
        or any(f is None or near(clean(target), f) for f in folders)
    )


def _either_way(later: Step, first: Step, facts: Facts) -> bool:
    """Whether two copies leave the same, whichever comes first: no file of both, or the same files of the
    context with the same owner and mode."""
    context = facts.build_context
    if not meet(later, first, context):
        return True
    if context is None or later.stages or first.stages or later.target is None or first.target is None:
        return False
    one, two = (facts.dockerfile.instructions[s.index] for s in (later, first))
    if _owner(one, facts) != _owner(two, facts):
        return False
    here, there = _files(later, facts), _files(first, facts)
    return clean(later.target) not in there and all(there.get(place, f) == f for place, f in here.items())


def _owner(instruction: Instruction, facts: Facts) -> list[str]:
    return sorted(facts.text.slice(f.span) for f in instruction.flags if f.name in ("chown", "chmod"))


def _files(step: Step, facts: Facts) -> dict[str, str]:
    """Files by where they lie in the image."""
    context = facts.build_context
    return {
        clean(f"{step.target}/{item.below(f) or f.rpartition('/')[2]}"): f
        for item in step.locals
        for f in (item.files(context) if context is not None else ())
    }
