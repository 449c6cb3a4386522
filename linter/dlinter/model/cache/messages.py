"""What the cache's model knows, in the words of a rule's message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlinter.model.cache.build_cache import cache_if_small
from dlinter.model.dockerfile.nodes import Instruction, Run

if TYPE_CHECKING:
    from dlinter.model.cache.build_cache import BuildCache
    from dlinter.model.cache.steps import Step
    from dlinter.model.facts.facts import Facts


def rebuilt_by(what: str, cause: str | Instruction, idle: Sequence[Run], facts: Facts) -> str:
    """"each new `SHA` rebuilds 5 of 7 steps, first `npm ci` on line 4, which does not use it". `cause` is a
    build argument's name or the instruction whose value is another, `idle` are steps of its stage that run
    again and do not use it, the first one first."""
    # Rules import this module: the model is loaded when one fires.
    from dlinter.model.cache.change import Change

    change = Change.of_args(cause) if isinstance(cause, str) else Change.of_instructions(cause.index)
    first = f"`{_command(idle[0], facts)}` on line {idle[0].first_line}"
    cache = cache_if_small(facts)
    # None: of a stage that the last one does not need
    if cache is not None and cache.step_of(idle[0]) is not None:
        rebuilt = sum(r.certain for r in cache.rebuilt(change))
        if rebuilt > 1:
            return (
                f"{what} rebuilds {rebuilt} of {len(cache.steps)} steps, first {first}, which does not use it"
            )
    return f"{what} rebuilds {first}, which does not use it"


def rebuilds(instruction: Instruction, facts: Facts) -> str:
    """"rebuilds 5 steps": what a change of what an instruction takes comes to, or of the instruction itself
    when it makes no step. "" for one step, or where it is not known."""
    cache = cache_if_small(facts)
    if cache is None:
        return ""
    step = cache.step_of(instruction)
    if step is None:
        from dlinter.model.cache.change import Change

        count = sum(r.certain for r in cache.rebuilt(Change.of_instructions(instruction.index)))
    else:
        count = len(cache.with_it(step))
    return f"rebuilds {count} steps" if count > 1 else ""


def rebuilt_only_by(instruction: Instruction, facts: Facts, above: bool = False) -> str:
    """`only_by` of an instruction, or of what it stands on alone (`above`); "" where it is not known."""
    cache = cache_if_small(facts)
    step = cache.step_of(instruction) if cache is not None else None
    if cache is None or step is None:
        return ""
    if not above:
        return only_by(step, cache)
    return next(
        (causes for parent in reversed(step.parents) if (causes := only_by(cache.steps[parent], cache))), ""
    )


def only_by(step: Step, cache: BuildCache) -> str:
    """What rebuilds a step, in a few words: "a new `debian:12`", "a new `node:22` or a change of
    `package.json`"."""
    under = [cache.steps[at] for at in sorted(cache.under(step))]
    bases = [f"a new `{s.base}`" for s in under if s.base and "@sha256:" not in s.base]
    files = list(dict.fromkeys(f"`{i.told}`" for s in under for i in s.locals))
    arguments = list(dict.fromkeys(f"`{a}`" for s in under for a in s.arguments))
    named = ", ".join(files[:3]) + (" …" if len(files) > 3 else "")
    found = [
        *bases[:1],
        *([f"a change of {named}"] if files else []),
        *([f"another {', '.join(arguments[:3])}"] if arguments else []),
    ]
    return " or ".join(found)


def _command(run: Run, facts: Facts) -> str:
    commands = facts.script(run).commands
    words = " ".join(w.value for w in commands[0].argv[:2]) if commands else ""
    return words if words and len(words) <= 40 and "`" not in words else "RUN"
