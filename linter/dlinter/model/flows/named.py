"""Which instructions name a variable, whoever expands it: BuildKit or the shell."""

from __future__ import annotations

import re
from bisect import bisect_right

from dlinter.model.dockerfile.nodes import Arg, Instruction
from dlinter.model.facts.facts import Facts

_PLAIN = re.compile(r"[A-Za-z0-9_]+")
_NAMED = re.compile(r"\$(?:(\w+)|\{([A-Za-z0-9_]+)(?=[^A-Za-z0-9_]))")


def named_after(name: str, instruction: Instruction, facts: Facts) -> list[Instruction]:
    """The instructions of the same stage after this one, but for ARGs, that have `$NAME` or `${NAME`."""
    if not _PLAIN.fullmatch(name):  # no shell knows such a name, BuildKit does
        stage, text = facts.stage_of(instruction), facts.text
        later = stage.instructions if stage is not None else ()
        facts.dockerfile.work.spend(len(later))
        expression = re.compile(rf"\$(?:{re.escape(name)}\b|\{{{re.escape(name)}[^A-Za-z0-9_])")
        return [i for i in later if i.index > instruction.index and not isinstance(i, Arg)
            and expression.search(text.slice(i.span))]
    found = facts.once(_named).get((instruction.stage, name), [])
    after = found[bisect_right(found, instruction.index, key=lambda i: i.index) :]
    facts.dockerfile.work.spend(len(after))
    return after


def _named(facts: Facts) -> dict[tuple[int | None, str], list[Instruction]]:
    """By stage and name, in order."""
    found: dict[tuple[int | None, str], list[Instruction]] = {}
    for instruction in facts.dockerfile.instructions:
        if isinstance(instruction, Arg):
            continue
        text = facts.text.slice(instruction.span)
        if "$" in text:
            for name in {m[1] or m[2] for m in _NAMED.finditer(text)}:
                found.setdefault((instruction.stage, name), []).append(instruction)
    return found
