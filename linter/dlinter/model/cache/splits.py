"""A RUN that installs and then does more, as two: the install of its own, so that what it does not need can be copied between them.

`RUN cd ui && npm ci && npm run build` does the same as `RUN cd ui && npm ci` and `RUN cd ui && npm run build` where the second part begins as the first ended: in the same folder, with the same
variables, shell options and mounts, and where nothing that the first one leaves behind is taken away by the second. All else is refused, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dlinter.model.cache.demand import Demand
from dlinter.model.dockerfile import Form, Run
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.caches import mount_place
from dlinter.model.packages.installs import CLEAN, DOWNLOAD, INSTALL
from dlinter.model.packages.tasks import Task, installs_of
from dlinter.model.packages.tool import UPDATE
from dlinter.model.shell.nodes import Command, Script
from dlinter.model.text import Span

_REPEATED = frozenset(["cd", "set", "export", "umask"])
"""Commands of the beginning that the second part repeats: the same words give the same state in a new shell."""
_KEEPS_NOTHING = frozenset(["mkdir", "true", ":", "echo"])
"""Commands beside the install whose effects lie in files alone."""
_OF_THE_SHELL = re.compile(r"\$[?!_]|\$\{?(?:OLDPWD|PIPESTATUS|SECONDS|BASHPID|PPID|RANDOM)\b|\$\$")
"""What a new shell does not know of the commands before it."""
_DEVICES = ("/dev/null", "/dev/stderr", "/dev/stdout")


@dataclass(frozen=True, slots=True)
class Split:
    """The text of both instructions, without the end of the last line. `why`: what stands in the way, both texts empty then."""

    first: str = ""
    rest: str = ""
    why: str = ""


def split_of(demand: Demand, facts: Facts) -> Split:
    """The step of a demand with `rest` after its installs."""
    run = demand.run
    script = facts.script(run)
    if run.form is Form.EXEC or run.heredocs or script.errors or script.dialect not in ("sh", "bash", "ash", "dash"):
        return Split(why="its script cannot be read as commands joined by `&&`")
    commands = script.commands
    installs = {id(t.install.command): t for t in installs_of(run, facts)}
    head = _head(commands)
    end = _end(demand, commands, installs)
    why = (
        _joined(script, facts)
        or _first_part(commands[head:end], installs, run, facts)
        or _mounts(run, demand, facts)
        or _second_part(commands[end:], installs, demand, facts)
    )
    if why or not head < end < len(commands):
        return Split(why=why or "its installs cannot be told from the rest")
    cut, next_ = commands[end - 1].outer.end, commands[end].outer.start
    if "#" in facts.text.slice(Span(cut, next_)):
        return Split(why="a comment stands between the install and the rest of the step")
    flags = facts.text.slice(Span(run.span.start, script.span.start))
    again = "".join(f"{facts.text.slice(c.outer)} && " for c in commands[:head])
    return Split(facts.text.slice(Span(run.span.start, cut)), flags + again + facts.text.slice(Span(next_, run.span.end)))


def _head(commands: Sequence[Command]) -> int:
    """How many commands of the beginning are repeated: those that set the state of the shell, and nothing else."""
    for at, command in enumerate(commands):
        words = [*command.argv, *(a.value for a in command.assignments if a.value is not None)]
        fresh = any("$(" in w.text or "`" in w.text for w in words)
        if fresh or command.redirects or command.wrappers or not (command.name in _REPEATED or (not command.argv and command.assignments)):
            return at
        if command.name == "cd" and command.args and not command.args[0].startswith("/") and at and any(c.name == "cd" for c in commands[:at]):
            continue
    return len(commands)


def _end(demand: Demand, commands: Sequence[Command], installs: dict[int, Task]) -> int:
    """The place after the last install of the demand, and after what only cleans up behind it."""
    own = {id(t.install.command) for t in demand.tasks}
    end = max((at for at, c in enumerate(commands) if id(c) in own), default=-1) + 1
    while end < len(commands) and (task := installs.get(id(commands[end]))) is not None and task.install.action == CLEAN:
        end += 1
    return end


def _joined(script: Script, facts: Facts) -> str:
    """All commands are joined by `&&`, so that the first that fails ends the step, or lie in a substitution or a pipeline."""
    for command in script.commands:
        if set(command.context) - {"substitution"}:
            return "the step has more than commands joined by `&&`"
        if not command.context and (command.before not in ("", "&&", "|") or command.operator not in ("", "&&", "|")):
            return f"its commands are joined by `{command.operator if command.operator not in ('', '&&', '|') else command.before}`, not `&&` alone"
    text = facts.text.slice(script.span)
    if "||" in text or re.search(r"<<|(?<![&>])&(?![&>0-9])", text):
        return "the step has more than commands joined by `&&`"
    return ""


def _first_part(commands: Sequence[Command], installs: dict[int, Task], run: Run, facts: Facts) -> str:
    for command in commands:
        name = command.name or "an assignment"
        if command.context:
            continue
        task = installs.get(id(command))
        known = task is not None and task.install.action in (INSTALL, DOWNLOAD, UPDATE, CLEAN)
        if not known and command.name not in _KEEPS_NOTHING:
            return f"what `{name}` sets may not hold in a second step"
        if command.operator == "|" or command.before == "|" or any(r.operator.startswith((">", "<")) and (r.target is None or r.target.value not in _DEVICES) and r.operator != ">&" for r in command.redirects):
            return f"`{name}` reads or writes by a redirect before the install ends"
    return ""


def _mounts(run: Run, demand: Demand, facts: Facts) -> str:
    """What is in a mount is there in the second step, too: a cache may be empty by then."""
    places = [c.path for t in demand.tasks for c in t.caches if c.path]
    for mount in run.mounts:
        if mount.type == "tmpfs" or (mount.type == "bind" and mount.get("rw", "readwrite") is not None):
            return f"what the install writes into its {mount.type} mount is gone in a second step"
        if mount.type == "cache":
            place = mount_place(mount, run, facts)
            if not place or not any(p == place or p.startswith(place.rstrip("/") + "/") for p in places):
                return f"the cache mount `{mount.target or ''}` may be empty in a second step"
    return ""


def _second_part(commands: Sequence[Command], installs: dict[int, Task], demand: Demand, facts: Facts) -> str:
    """It takes nothing away that the first one leaves, and asks nothing of the same shell."""
    text = facts.text.slice(Span(commands[0].outer.start, demand.run.span.end)) if commands else ""
    asked = _OF_THE_SHELL.search(text)
    if asked:
        return f"the rest of the step uses `{asked[0]}` of the same shell"
    if demand.run.mounts and "offline" in text:
        return "the rest of the step works offline from a cache mount"
    makes = {name for t in demand.tasks for name in t.tool.makes}
    for command in commands:
        task = installs.get(id(command))
        if task is not None and task.tool.system:
            return f"`{task.install.words}` later in the step may need what comes before it"
        if task is not None and task.install.action == CLEAN and any(t.tool is task.tool for t in demand.tasks):
            return f"`{task.install.words}` at the end of the step takes away what the install leaves"
        if command.name in ("rm", "rmdir", "find", "unlink", "shred", "truncate", "strip"):
            wide = [w for w in command.args if not w.startswith("-") and (w.startswith(("/", "~", "$", "..", "*", ".")) or w.partition("/")[0] in makes)]
            if wide or command.name in ("find", "strip"):
                return f"`{command.name}` at the end of the step takes away what the install leaves"
    return ""
