"""Commands that empty a package manager's cache, where the step is cut in two: they are for the install, and
belong to its part, too.

    RUN dnf install -y git && uv sync && make && dnf clean all

    RUN dnf install -y git && uv sync && dnf clean all
    RUN make && dnf clean all

What they delete nobody misses: copies of downloads, and lists of packages where nothing in between may
install from them. The second part goes without them where nothing in it fills the caches again.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from dlinter.model.cache.demand import Demand
from dlinter.model.dockerfile.paths import is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.caches import variable_of
from dlinter.model.packages.installs import CLEAN, INSTALL
from dlinter.model.packages.removals import path_of
from dlinter.model.packages.tasks import Task
from dlinter.model.packages.tool import DOWNLOADS, INDEX
from dlinter.model.shell.nodes import Command
from dlinter.model.shell.programs import MOVES_FILES, SAYS

MOST_CLEANING, _MOST_COMMANDS = 6, 200
"""What is looked at of one step: more has no real one."""
_OF_SYSTEMS = {"/var/cache/apt": DOWNLOADS, "/var/cache/apk": DOWNLOADS, "/var/lib/apt/lists": INDEX}
"""Caches of distributions beside the folders of the table, and what they hold."""
_EMPTIES = frozenset(["clean", "purge", "clear", "remove"])
"""What follows `cache` where that empties it (`npm cache clean`, `pip cache purge`)."""
_INSTALLS_NOTHING = SAYS | MOVES_FILES | {"git", "cd", "node", "npx", "tsc", "uwsgi"}
"""Programs that install no package of a distribution."""
_PYTHON = re.compile(r"python[\d.]*")
_OTHER_STATE = frozenset(["", "export", "set", "source", ".", "unset", "alias", "umask", "pushd", "popd"])
_OFFLINE = re.compile(r"offline|--no-index\b|--cached-only\b|--only-cache|--cacheonly|(?<=dnf )-C\b", re.I)


def closing(
    rest: Sequence[Command], installs: dict[int, Task], demand: Demand, facts: Facts
) -> tuple[tuple[Command, ...], bool]:
    """The commands of a second part that only empty caches of the first one, so that this one can end with
    them, and whether the second part goes without them (a script of lines keeps them all)."""
    found = list[Command]()
    for at, command in enumerate(rest if len(rest) <= _MOST_COMMANDS else ()):
        what = emptied(command, installs, demand, facts)
        before = [c for c in rest[:at] if c not in found] if what and len(found) < MOST_CLEANING else []
        if what and before and all(_may_come_after(c, command, what, installs) for c in before):
            found.append(command)
    kept = [c for c in rest if c not in found]
    if not found or not kept:
        return (), False
    last = kept[-1].outer.start < found[0].outer.start
    moved = last and not demand.run.heredocs and all(_fills_nothing(c, installs) for c in kept)
    if not moved:  # `pip cache purge` fails where there is nothing to purge (pip 20 and 21)
        found = [
            c for c in found
            if (task := installs.get(id(c))) is None
            or task.tool.name != "pip"
            or any(
                (t := installs.get(id(k))) is not None
                and t.tool is task.tool
                and t.install.action == INSTALL
                and k.outer.start < c.outer.start
                for k in kept
            )
        ]
    return tuple(found), moved


def emptied(command: Command, installs: dict[int, Task], demand: Demand, facts: Facts) -> frozenset[str]:
    """What the caches of a demand hold that a command empties; nothing where it does more."""
    if (
        command.context
        or command.wrappers
        or command.redirects
        or command.assignments
        or {command.before, command.operator} - {"", "&&", ";"}
    ):
        return frozenset()
    task = installs.get(id(command))
    if task is not None:
        return _by_tool(task, demand, facts)
    words = [w for w in command.argv[1:] if not w.value.startswith("-")]
    if command.name != "rm" or not words:
        return frozenset()
    caches, found = dict(_caches(demand)), set[str]()
    for word in words:
        path = path_of(word, demand.run, facts) if word.value.startswith(("/", "~", "$HOME")) else None
        path = re.split(r"[*?\[{]", path, maxsplit=1)[0].rstrip("/") if path is not None else ""
        place = next((p for p in caches if path and is_within(path, p)), None)
        if place is None or ".." in word.value:
            return frozenset()
        found.add(caches[place])
    return frozenset(found)


def _by_tool(task: Task, demand: Demand, facts: Facts) -> frozenset[str]:
    install, tool = task.install, task.tool
    same = [t for t in demand.tasks if t.tool.name == tool.name]
    program = install.command.argv[0].value
    if install.action != CLEAN or not tool.cleans or not same:
        return frozenset()
    if not tool.system and all(t.install.command.argv[0].value != program for t in same):
        return frozenset()  # it may come with the sources, or be made later in the step
    after = install.command.args[1:2] if install.verb == "cache" else (install.verb,)
    if install.verb == "cache" and (not after or after[0] not in _EMPTIES):
        return frozenset()
    if install.verb != "cache" and not tool.system and tool.name not in ("conda", "mamba"):
        return frozenset()
    if "symlink" in (variable_of("UV_LINK_MODE", demand.run, facts, install.command) or ""):
        return frozenset()
    known = {c.content for t in same for c in t.caches} or {f.content for f in tool.folders}
    if not known or not known <= {DOWNLOADS, INDEX}:
        return frozenset()
    return frozenset([DOWNLOADS])


def _caches(demand: Demand) -> Iterator[tuple[str, str]]:
    """The folders of downloads and lists that the installs fill, and what each holds."""
    for task in demand.tasks:
        if task.tool.system:
            yield from _OF_SYSTEMS.items()
            yield from ((place, DOWNLOADS) for place in task.tool.leaves if place not in _OF_SYSTEMS)
        elif all(c.content == DOWNLOADS for c in task.caches):
            yield from ((posixpath.normpath(c.path), c.content) for c in task.caches if c.path)


def _may_come_after(
    command: Command, cleaning: Command, what: frozenset[str], installs: dict[int, Task]
) -> bool:
    """Whether a command of the rest does the same with the caches empty, and is none that the cleaning
    needs."""
    if command.name in _OTHER_STATE or not command.argv:
        return False
    program = cleaning.argv[0].value
    if command.name == "cd" and "/" in program and not program.startswith("/"):
        return False
    if _OFFLINE.search(" ".join(w.value for w in command.argv)):
        return False
    return INDEX not in what or _installs_nothing(command, installs)


def _installs_nothing(command: Command, installs: dict[int, Task]) -> bool:
    """Whether a command installs no package of a distribution."""
    if (task := installs.get(id(command))) is not None:
        return not task.tool.system
    return (
        not command.wrappers
        and not {"-c", "-e", "-p", "--eval", "--print"} & set(command.args[:1])
        and {command.before, command.operator}.isdisjoint({"|", "|&"})
        and (command.name in _INSTALLS_NOTHING or _PYTHON.fullmatch(command.name) is not None)
    )


def _fills_nothing(command: Command, installs: dict[int, Task]) -> bool:
    """Whether a command fills no cache of any package manager."""
    return id(command) not in installs and command.name != "npx" and _installs_nothing(command, installs)
