"""A RUN that is one condition, as two of the same condition: the install, and what is done with it.

    RUN if [ "$DEBUG" = 1 ]; then apt-get install -y gdb && ./debug.sh; fi
    →
    RUN if [ "$DEBUG" = 1 ]; then apt-get install -y gdb; fi
    RUN if [ "$DEBUG" = 1 ]; then ./debug.sh; fi

The condition compares texts and variables alone, so that it is answered alike in both, and its body is
commands joined by `&&`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from dlinter.model.dockerfile import Run
from dlinter.model.facts.facts import Facts
from dlinter.model.shell.nodes import Command
from dlinter.model.text import Span

_IF, _BODY = ("if", "condition"), ("if",)
_TESTS = re.compile(
    r"-[zn]|-(?:eq|ne|lt|le|gt|ge)|!?=|==|[\]\[]{1,2}|[\w.:+][\w.:+-]*|\$\w+|\$\{\w+(?::?[-+][\w.]*)?\}|"
    r"'(?!-)[\w.:+/ -]*'|\"(?!-)(?:[\w.:+/ -]|\$\w+|\$\{\w+(?::?[-+][\w.]*)?\})*\""
)
"""Words of a test of texts and variables: of no file, and with no variable that the shell itself changes."""
_OF_THE_SHELL = re.compile(r"\$\{?(?:RANDOM|SECONDS|EPOCH\w+|BASH\w*|LINENO|PWD|OLDPWD|PPID|SHLVL|_)\b")
_OPENING = re.compile(r"[ \t]*if\b[^#]*;[\s\\]*\bthen\b[\s\\]*")
_CLOSING = re.compile(r"[\s\\]*;[\s\\]*fi[ \t]*;?[ \t]*")


class Condition(Struct, frozen=True):
    """`opening` is the text from `if` to the first command of the body, `closing` from its last one on."""

    opening: str
    closing: str
    body: tuple[Command, ...]


def condition_of(run: Run, commands: Sequence[Command], facts: Facts) -> Condition | None:
    """The condition that is all of a RUN; None where the step is more, or it asks for what may change."""
    span = facts.script(run).span
    tests = [c for c in commands if c.context == _IF]
    body = [c for c in commands if c.context[:1] == _BODY and c.context != _IF]
    own = [c for c in body if c.context == _BODY]
    if (
        run.heredocs
        or not tests
        or not own
        or len(tests) + len(body) != len(commands)
        or any(set(c.context[1:]) - {"substitution"} for c in body)
        or not all(compares(c) and c.before in ("", "&&") for c in tests)
        or any(c.operator not in ("&&", "|") for c in own[:-1])
        or own[-1].operator not in (";", "")
        or any(c.negated for c in body)
    ):
        return None
    opening = facts.text.slice(Span(span.start, own[0].outer.start))
    closing = facts.text.slice(Span(own[-1].outer.end, run.span.end))
    if not _OPENING.fullmatch(opening) or not _CLOSING.fullmatch(closing) or _OF_THE_SHELL.search(opening):
        return None
    if len(re.findall(r"\bthen\b", opening)) != 1 or len(re.findall(r"\bif\b", opening)) != 1:
        return None
    return Condition(opening, closing, tuple(body))


def compares(command: Command) -> bool:
    """Whether it is a test of texts and variables, of no file."""
    return (
        command.name in ("[", "[[", "test")
        and not command.redirects
        and not command.wrappers
        and not command.assignments
        and all(_TESTS.fullmatch(w.text) for w in command.argv[1:])
    )
