"""A RUN that installs and then does more, as two: the install of its own, so that what it does not need can
be copied between them.

`RUN cd ui && npm ci && npm run build` does the same as `RUN cd ui && npm ci` and `RUN cd ui && npm run build`
where the second part begins as the first ended: in the same folder, with the same variables, shell options
and mounts, where the first reads nothing that is not copied yet (`first_part`), and where the second only
reads what the first leaves behind (`second_part`). All else is refused, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dlinter.model.cache.cleaning import closing, emptied
from dlinter.model.cache.conditional import Condition, condition_of
from dlinter.model.cache.demand import Demand
from dlinter.model.cache.first_part import needs_more, repeated
from dlinter.model.cache.second_part import takes_away, untouched
from dlinter.model.cache.targets import may_be_built
from dlinter.model.dockerfile import Form, Run, Shell
from dlinter.model.dockerfile.nodes import EdgeKind
from dlinter.model.dockerfile.paths import is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before
from dlinter.model.packages.caches import mount_place
from dlinter.model.packages.installs import CLEAN
from dlinter.model.packages.tasks import Task, tasks_by_command
from dlinter.model.shell.nodes import Command, Script
from dlinter.model.text import Span

_FRESH = re.compile(r"/dev/shm\b|/proc/|/run/(?!secrets/)")
"""Places that each RUN begins with empty (BuildKit mounts /dev/shm, /proc and parts of /run for each
process), or that are of the process itself."""
_JOINT = re.compile(r"[ \t]*(?:\\\r?\n[ \t]*)*&&[ \t]*(?:\\\r?\n[ \t]*)*(?=(?:if|for|while|until|case)\b)")
"""What joins an install to a loop or a condition after it."""
_BETWEEN = re.compile(r"[ \t]*(?:\\\r?\n[ \t]*)*(?:&&|;)[ \t]*(?:\\\r?\n[ \t]*)*")
_ERREXIT = re.compile(r"-[a-zA-Z]*e[a-zA-Z]*")


@dataclass(frozen=True, slots=True)
class Split:
    """The text of both instructions, without the end of the last line. `why`: what stands in the way, both
    texts empty then. `cut`: the place in the file where the first one's commands end."""

    first: str = ""
    rest: str = ""
    why: str = ""
    cut: int = field(default=0, compare=False)


def split_of(demand: Demand, facts: Facts) -> Split:
    """The step of a demand with `rest` after its installs."""
    run = demand.run
    script = facts.script(run)
    if (shell := _login(run, facts)):
        return Split(why=f"`{shell}` reads the settings of the shell again in a second step")
    if (
        run.form is Form.EXEC
        or (run.heredocs and not _is_script(run, facts))
        or script.errors
        or script.dialect not in ("sh", "bash", "ash", "dash")
    ):
        return Split(why="its script cannot be read as commands joined by `&&`")
    commands = script.commands
    installs = tasks_by_command(run, facts)
    if (condition := condition_of(run, commands, facts)) is not None:
        return _of_a_condition(condition, demand, installs, facts)
    head = next((at for at, c in enumerate(commands) if c.context or not repeated(c)), len(commands))
    end = _end(demand, commands, installs, facts)
    again, moved = closing(commands[end:], installs, demand, facts)
    state = (*commands[:head], *(c for c in commands[head:end] if _goes(c)))
    why = (
        _joined(run, script, end, facts)
        or needs_more(state, [c for c in commands[head:end] if not _goes(c)], installs, demand, facts)
        or _mounts(run, demand, facts)
        or takes_away(
            [c for c in commands[end:] if c not in again], installs, demand, facts, not _is_left(run, facts)
        )
    )
    if why or not head < end < len(commands):
        return Split(why=why or "its installs cannot be told from the rest")
    cut, next_ = commands[end - 1].outer.end, commands[end].outer.start
    again = again if moved else _each_once(again, commands[:end], facts)
    if run.heredocs:
        if commands[end].context:
            return Split(why="the step has more than commands joined by `&&`")
        return _lines(run, state, again, cut, next_, facts)
    if _in_a_block(commands[end]):  # it begins before its first command
        joint = _JOINT.match(facts.text.slice(Span(cut, next_)))
        if joint is None:
            return Split(why="the step has more than commands joined by `&&`")
        next_ = cut + len(joint[0].encode())
    if "#" in facts.text.slice(Span(cut, next_)):
        return Split(why="a comment stands between the install and the rest of the step")
    flags = facts.text.slice(Span(run.span.start, script.span.start))
    begin = "".join(f"{facts.text.slice(c.outer)}{' && ' if c.operator != ';' else '; '}" for c in state)
    last = max(c.outer.end for c in commands[end:] if c not in again) if moved else run.span.end
    if moved and "#" in facts.text.slice(Span(last, run.span.end)):
        return Split(why="a comment stands between the last commands of the step")
    joint = _BETWEEN.fullmatch(facts.text.slice(Span(cut, next_)))
    join = joint[0] if joint else " && " if commands[end - 1].operator == "&&" else "; "
    cleaning = "".join(join + facts.text.slice(c.outer) for c in again)
    return Split(
        facts.text.slice(Span(run.span.start, cut)) + cleaning,
        flags + begin + facts.text.slice(Span(next_, last)),
        cut=cut,
    )


def _each_once(again: Sequence[Command], first: Sequence[Command], facts: Facts) -> tuple[Command, ...]:
    """The commands that the first part ends with, but for those that it has."""
    known = {facts.text.slice(c.outer) for c in first}
    texts = {facts.text.slice(c.outer): c for c in reversed(again)}
    return tuple(c for c in again if texts[(text := facts.text.slice(c.outer))] is c and text not in known)


def _of_a_condition(condition: Condition, demand: Demand, installs: dict[int, Task], facts: Facts) -> Split:
    """The body of a condition, cut as other commands are; each part below the condition."""
    run, body, text = demand.run, condition.body, facts.text
    end = _end(demand, body, installs, facts)
    if not 0 < end < len(body):
        return Split(why="its installs cannot be told from the rest")
    why = (
        _text(facts.script(run), facts)
        or needs_more((), body[:end], installs, demand, facts, inside=("if",))
        or _mounts(run, demand, facts)
        or takes_away(body[end:], installs, demand, facts, not _is_left(run, facts))
    )
    if why:
        return Split(why=why)
    cut = body[end - 1].outer.end
    between = text.slice(Span(cut, body[end].outer.start))
    if not re.fullmatch(r"[\s\\]*&&[\s\\]*", between):
        return Split(why="its installs cannot be told from the rest")
    head = text.slice(Span(run.span.start, facts.script(run).span.start)) + condition.opening
    return Split(
        text.slice(Span(run.span.start, cut)) + condition.closing,
        head + text.slice(Span(body[end].outer.start, run.span.end)),
        cut=cut,
    )


def _is_left(run: Run, facts: Facts) -> bool:
    """Whether no image has the layers of a step's stage: others copy files from it alone."""
    own = facts.stage_of(run)
    if own is None:
        return False
    within, copied = {own.index}, False
    for stage in facts.dockerfile.stages[own.index :]:
        facts.dockerfile.work.spend(1)
        if stage.index in within or stage.base in within:
            within.add(stage.index)
            if stage is facts.dockerfile.stages[-1] or may_be_built(stage, facts):
                return False
        copied = copied or any(e.kind is not EdgeKind.FROM and e.to in within for e in stage.edges)
    return copied


def _is_script(run: Run, facts: Facts) -> bool:
    """Whether a heredoc is all of the step, and the shell runs it (Dockerfile reference,
    "Here-Documents")."""
    if len(run.heredocs) != 1 or run.heredocs[0].fd != 0 or run.heredocs[0].content.startswith("#!"):
        return False
    heredoc = run.heredocs[0]
    start = max([run.keyword.span.end, *(f.span.end for f in run.flags)])
    return (
        not facts.text.slice(Span(start, heredoc.marker.start)).strip(" \t\r\n\\")
        and not facts.text.slice(Span(heredoc.marker.end, heredoc.body.start)).strip()
    )


def _lines(
    run: Run, state: Sequence[Command], cleaning: Sequence[Command], cut: int, next_: int, facts: Facts
) -> Split:
    """A heredoc, cut at the end of a line: comments go with what follows them."""
    text, heredoc = facts.text, run.heredocs[0]
    between = text.slice(Span(cut, next_))
    first_line, *more = between.replace("\r\n", "\n").split("\n")
    if (
        not more
        or first_line.strip()
        or any(line.strip() and not line.lstrip().startswith("#") for line in more)
    ):
        return Split(why="the install and the rest of the step stand in one line")
    head, end = (
        text.slice(Span(run.span.start, heredoc.body.start)),
        text.slice(Span(heredoc.terminator.start, run.span.end)),
    )
    again = "".join(text.slice(c.outer) + "\n" for c in state)
    rest = (
        text.slice(
            Span(cut + len(between.encode()) - len("\n".join(more).encode()), heredoc.terminator.start)
        )
        if "\r" not in between
        else text.slice(Span(next_, heredoc.terminator.start))
    )
    indent = re.match(r"[ \t]*", more[-1])
    also = "".join(f"{indent[0] if indent else ''}{text.slice(c.outer)}\n" for c in cleaning)
    first = head + text.slice(Span(heredoc.body.start, cut)) + "\n" + also + end
    return Split(first, head + again + rest + end, cut=cut)


def _goes(command: Command) -> bool:
    """Whether it goes to another folder, where the second step has to begin."""
    return command.name == "cd" and not command.context and repeated(command)


def _in_a_block(command: Command) -> bool:
    """Whether it stands in a loop or a condition."""
    return command.context[:1] in (("if",), ("for",), ("while",), ("case",))


def _login(run: Run, facts: Facts) -> str:
    """The option of SHELL by which the shell reads files before it begins (`-l`, `-i`), which the install may
    write (bash, "INVOCATION")."""
    return next(
        (
            w
            for w in _shell(run, facts)
            if w in ("--login", "--rcfile", "--init-file") or re.fullmatch(r"-[a-zA-Z]*[li][a-zA-Z]*", w)
        ),
        "",
    )


def _shell(run: Run, facts: Facts) -> list[str]:
    """The options of SHELL at a step."""
    shell = next((i for i in before(run, facts, Shell) if i.args and i.error is None), None)
    return [w.value for w in shell.args[1:]] if shell is not None else []


def _end(demand: Demand, commands: Sequence[Command], installs: dict[int, Task], facts: Facts) -> int:
    """The place after the last install of the demand, and after what only cleans up behind it."""
    own = {id(t.install.command) for t in demand.tasks}
    end = max((at for at, c in enumerate(commands) if id(c) in own), default=-1) + 1
    while end < len(commands) and (
        ((task := installs.get(id(commands[end]))) is not None and task.install.action == CLEAN)
        or emptied(commands[end], installs, demand, facts)
    ):
        end += 1
    return end


def _stops(run: Run, script: Script, facts: Facts) -> bool:
    """Whether the first command that fails ends the script also after a `;`: it begins with `set -e`, or
    SHELL has `-e` (POSIX, "set": errexit)."""
    first = script.commands[0] if script.commands else None
    if any(re.fullmatch(r"\+\w*e\w*|\+o", w) for c in script.commands if c.name == "set" for w in c.args):
        return False
    return any(_ERREXIT.fullmatch(w) for w in _shell(run, facts)) or (
        first is not None and first.name == "set" and any(_ERREXIT.fullmatch(w) for w in first.args)
    )


def _may_stop(run: Run, script: Script, facts: Facts) -> bool:
    """Whether an option may end the script at a command that fails: else every command runs after a `;`, and
    only the last one's failure is the step's."""
    return (bool(_shell(run, facts)) and _shell(run, facts) != ["-c"]) or any(
        c.name == "set" for c in script.commands
    )


def _joined(run: Run, script: Script, end: int, facts: Facts) -> str:
    """All commands are joined by `&&`, so that the first that fails ends the step, or lie in a substitution
    or a pipeline; also by `;` after `set -e`, and without it, where the build stops in the first step then
    (but before the end of the installs not by both: a command that fails within a list of `&&` does not end
    the script, and one that may fail on purpose ends the first step)."""
    joins = {c.operator for c in script.commands[:end] if not c.context}
    accepted: tuple[str, ...] = ("", "&&", "|")
    free = not _may_stop(run, script, facts)
    if ";" in joins and (free or _stops(run, script, facts)) and "&&" not in joins and "|" not in joins:
        accepted = ("", "&&", "|", ";")
    if run.heredocs and free:
        accepted = ("", "&&", "|", ";")
    for at, command in enumerate(script.commands):
        if set(command.context) - {"substitution"} and not (at >= end and _in_a_block(command)):
            return "the step has more than commands joined by `&&`"
        if _fails(command) and at == len(script.commands) - 1 > end:
            continue  # `…; exit 1`: where the install fails, the step does as well
        ends = at == len(script.commands) - 2 >= end and _fails(script.commands[-1])
        if not command.context and (
            command.before not in accepted or (command.operator not in accepted and not ends)
        ):
            return (
                "its commands are joined by "
                f"`{command.operator if command.operator not in accepted else command.before}`, not `&&` "
                "alone"
            )
        if command.negated:
            return "the step has a command that may fail (`!`)"
    return _text(script, facts)


def _text(script: Script, facts: Facts) -> str:
    """What in the text of a script would be another thing in two steps, "" for nothing."""
    text = facts.text.slice(script.span)
    if fresh := _FRESH.search(text):
        return f"`{fresh[0].rstrip('/')}` begins empty in each step"
    if "&>" in text and script.dialect != "bash":
        return "`&>` is a background job where the shell is not bash"
    if "||" in text or re.search(r"<<|(?<![&>])&(?![&>0-9])", text):
        return "the step has more than commands joined by `&&`"
    return ""


def _fails(command: Command) -> bool:
    """Whether it ends the script as failed, whatever was before it."""
    return (
        command.name == "exit"
        and not command.context
        and re.fullmatch(r"[1-9]\d?", " ".join(command.args)) is not None
    )


def _mounts(run: Run, demand: Demand, facts: Facts) -> str:
    """What is in a mount is there in the second step, too: a cache may be empty by then."""
    places = [c.path for t in demand.tasks for c in t.caches if c.path]
    if run.mounts and run.network == "none":
        return "the step works without a network from its mounts"
    for mount in run.mounts:
        if mount.type == "tmpfs" or (mount.type == "bind" and mount.get("rw", "readwrite") is not None):
            return f"what the install writes into its {mount.type} mount is gone in a second step"
        if mount.type == "cache":
            place = mount_place(mount, run, facts)
            if place and untouched(place, demand):
                continue
            if not place or not any(is_within(p, place) for p in places):
                return f"the cache mount `{mount.target or ''}` may be empty in a second step"
    return ""
