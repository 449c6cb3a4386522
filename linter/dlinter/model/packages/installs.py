"""What a command does to packages: which manager, which action, which packages, by the table of tools."""

from __future__ import annotations

from dlinter.model.dockerfile import Run
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.table import is_module, table
from dlinter.model.packages.tool import (
    BUILD as BUILD,
)
from dlinter.model.packages.tool import (
    CLEAN as CLEAN,
)
from dlinter.model.packages.tool import (
    DOWNLOAD as DOWNLOAD,
)
from dlinter.model.packages.tool import (
    INNER,
    OUTER_WITH_WORD,
    Tool,
)
from dlinter.model.packages.tool import (
    INSTALL as INSTALL,
)
from dlinter.model.packages.tool import (
    OTHER as OTHER,
)
from dlinter.model.packages.tool import (
    REMOVE as REMOVE,
)
from dlinter.model.packages.tool import (
    UPDATE as UPDATE,
)
from dlinter.model.packages.tool import (
    UPGRADE as UPGRADE,
)
from dlinter.model.packages.tool import (
    Install as Install,
)
from dlinter.model.shell.nodes import Command, Word

_last: list[tuple[Command, Install | None]] = []
"""The command that was asked about last: a dozen rules ask about each, one after the other."""


def installs(command: Command) -> Install | None:
    """What a command does to packages; None when it is not a tool of the table, or is asked for its version
    or help only."""
    for known, found in _last[:1]:
        if known is command:
            return found
    found = _installs(command)
    _last[:] = [(command, found)]
    return found


def _installs(command: Command) -> Install | None:
    words, name = command.argv, command.name
    if name.startswith("python"):
        at = next(
            (i for i, w in enumerate(words[1:], 1) if w.value == "-m" or not w.value.startswith("-")),
            len(words),
        )
        if len(words) > at + 2 and words[at].value == "-m" and is_module(words[at + 1].value):
            name, words = words[at + 1].value, words[at + 1 :]
    if name.startswith("pip") and name[3:].replace(".", "").isdigit():
        name = "pip"
    tool = table().by_program.get(name)
    if tool is None:
        return None
    name = tool.programs[0] if name in tool.aliases else name
    if tool.parse is not None:
        return tool.parse(command, words, tool)
    subcommand, options, rest = _split(words[1:], tool)
    if any(o.value == "--help" for o in options):
        return None
    if subcommand is None:
        if not tool.bare or any(o.value in ("--version", "-v", "-V", "--help", "-h") for o in options):
            return None
        return Install(name, tool.bare, command, None, (), tuple(options), tool)
    if tool.operands_first:
        return Install(name, tool.bare, command, None, (subcommand, *rest), tuple(options), tool)
    inner = tool.nested.get(subcommand.value)
    if inner is not None and rest:
        action = inner.get(rest[0].value, OTHER)
        if tool.nested_words == OUTER_WITH_WORD:
            return Install(name, action, command, subcommand, tuple(rest), tuple(options), tool)
        kept = rest[0] if tool.nested_words == INNER else subcommand
        return Install(name, action, command, kept, tuple(rest[1:]), tuple(options), tool)
    action = tool.verbs.get(subcommand.value, OTHER)
    if tool.goals:
        action = _goals(tool, (subcommand, *rest), action)
    return Install(name, action, command, subcommand, tuple(rest), tuple(options), tool)


def installs_in(run: Run, facts: Facts) -> tuple[Install, ...]:
    """The tools at work in a RUN, in order; read once."""
    kept = facts.once(_kept)
    if run.index not in kept:
        kept[run.index] = tuple(i for c in facts.script(run).commands if (i := installs(c)) is not None)
    return kept[run.index]


def _kept(facts: Facts) -> dict[int, tuple[Install, ...]]:
    return {}


def _goals(tool: Tool, goals: tuple[Word, ...], action: str) -> str:
    """Several goals in one command: a build wins over a clean."""
    seen = {tool.verbs.get(g.value.rsplit(":", 1)[-1], tool.verbs.get(g.value, OTHER)) for g in goals}
    seen |= {tool.verbs.get(g.value, OTHER) for g in goals}
    return next((a for a in (BUILD, DOWNLOAD, CLEAN) if a in seen), action)


def _split(words: tuple[Word, ...], tool: Tool) -> tuple[Word | None, list[Word], list[Word]]:
    """The subcommand, the options (their values left out), and the other words."""
    subcommand: Word | None = None
    options: list[Word] = []
    rest: list[Word] = []
    at, plain = 0, False
    while at < len(words):
        word = words[at]
        value = word.value
        if not plain and value == "--":
            plain = True
        elif not plain and value.startswith("-") and len(value) > 1 and value not in tool.verbs:
            options.append(word)
            if value in tool.valued:
                at += 1
        elif not plain and value.startswith("+") and subcommand is None:
            options.append(word)  # `cargo +nightly build`
        elif subcommand is None:
            subcommand = word
        else:
            rest.append(word)
        at += 1
    return subcommand, options, rest
