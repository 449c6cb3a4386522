"""The text of here-documents that a command of a RUN reads and that its shell expands.

The heredocs of the instruction's own line are BuildKit's to find (`Run.heredocs`), and it hands them to the
shell as they are (frontend/dockerfile/dockerfile2llb/convert_runmount.go, `dispatchRun`); those inside of its
script are the shell's alone.
"""

from __future__ import annotations

import re

from dlinter.model.dockerfile.nodes import Run
from dlinter.model.facts.facts import Facts
from dlinter.model.shell.nodes import Command, Script
from dlinter.model.text import Span

_MARK = re.compile(r"\d*<<(-?)\s*([\w.-]+)")
"""A mark without quotes: the shell expands what follows (POSIX, 2.7.4)."""


def fed(command: Command, script: Script, run: Run, facts: Facts) -> str:
    """What the shell writes into the command's standard input from here-documents; "" for none."""
    found = [h.content for h in run.heredocs if h.expand and _owner(h.marker.start, script) is command]
    found += [
        _body(r.span, script, facts)
        for r in command.redirects
        if r.operator.startswith("<<") and r.target is None
    ]
    return "\n".join(found)


def _owner(at: int, script: Script) -> Command | None:
    """The command that a mark on the instruction's own line belongs to: the last one that begins before
    it."""
    return max((c for c in script.commands if c.outer.start <= at), key=lambda c: c.outer.start, default=None)


def _body(mark: Span, script: Script, facts: Facts) -> str:
    """The lines below a mark, up to the word that ends them."""
    named = _MARK.fullmatch(facts.text.slice(mark).strip())
    if named is None:
        return ""
    lines = facts.text.slice(
        Span(mark.end, script.ranges[-1].end if script.ranges else mark.end)
    ).splitlines()[1:]
    found: list[str] = []
    for line in lines:
        if (line.lstrip("\t") if named[1] else line) == named[2]:
            return "\n".join(found)
        found.append(line)
    return ""
