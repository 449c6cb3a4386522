"""What is in force at the end of a stage, and whether it stays so when its instructions change places: the
user, the folder and the shell for the steps below, CMD and ENTRYPOINT for the image."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from dlinter.model.dockerfile import (
    Add,
    Cmd,
    Copy,
    Entrypoint,
    Healthcheck,
    Instruction,
    Run,
    Shell,
    Stage,
    Stopsignal,
    User,
    Workdir,
)
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import user_at
from dlinter.model.packages.tasks import installs_of

ENDS = (Cmd, Entrypoint, Healthcheck, Stopsignal)
STATE = (User, Workdir, Shell)
_ROOT = ("root", "0", "root:root", "0:0")
_SHELL = re.compile(r"(?:/(?:usr/)?bin/)?(?:ba|da|a)?sh")
_PLAIN = re.compile(r"-[ceox]+|pipefail")


class State(Struct, frozen=True):
    """What is in force: the texts of USER and SHELL, and of WORKDIR from the last absolute one on."""

    user: str = ""
    shell: str = ""
    folder: tuple[str, ...] = ()

    def after(self, instruction: Instruction) -> State:
        words = " ".join(a.value for a in instruction.args)
        if isinstance(instruction, User):
            return State("root" if words in _ROOT else words, self.shell, self.folder)
        if isinstance(instruction, Shell):
            return State(self.user, words, self.folder)
        if isinstance(instruction, Workdir):
            path = words.rstrip("/") or "/"
            whole = path.startswith("/")
            return State(self.user, self.shell, (path,) if whole else (*self.folder, path))
        return self


def state_at(stage: Stage, until: Instruction, facts: Facts) -> State:
    """What is in force before an instruction of a stage. A base image whose user installs packages of the
    system is root's."""
    chain, at = [stage], stage
    while at.base is not None:
        at = facts.dockerfile.stages[at.base]
        chain.insert(0, at)
    state = State()
    for each in chain:
        for instruction in each.instructions:
            if instruction.index >= until.index:
                break
            if not state.user and isinstance(instruction, Run) and _is_roots(instruction, facts):
                state = State("root", state.shell, state.folder)
            state = state.after(instruction)
    return state


def _is_roots(run: Run, facts: Facts) -> bool:
    return not user_at(run, facts) and any(
        t.tool.system and not t.install.command.wrappers and not t.install.command.context
        for t in installs_of(run, facts)
    )


def closes(
    new: State, start: State, old: State, tail: Sequence[Instruction], rest: Sequence[Instruction]
) -> bool:
    """Whether the rest of the base can follow here, and what comes below it then has what it had in force.
    Of another shell its steps, of which every command is known, make the same."""
    if (new.user, new.folder) != (start.user, start.folder) or (
        new.shell != start.shell and not (_is_plain(new.shell) and _is_plain(start.shell))
    ):
        return False
    for instruction in tail:
        new = new.after(instruction)
    for instruction in rest:
        if isinstance(instruction, Run) and old != new:
            return False
        if isinstance(instruction, (Copy, Add, Workdir)) and old.folder != new.folder:
            absolute = isinstance(instruction, Workdir) and instruction.args[:1] and (
                instruction.args[0].value.startswith("/"))
            if not absolute:
                return False
        old, new = old.after(instruction), new.after(instruction)
    return old == new


def _is_plain(shell: str) -> bool:
    first, *options = shell.split() or ["sh"]
    return bool(_SHELL.fullmatch(first)) and all(_PLAIN.fullmatch(o) for o in options)


def same_ends(new: Sequence[Sequence[Instruction]], old: Sequence[Sequence[Instruction]]) -> bool:
    """Whether CMD, ENTRYPOINT, HEALTHCHECK and STOPSIGNAL are the same at the end of these stages. ENTRYPOINT
    takes a CMD of its base away, not one of its own stage (BuildKit, `dispatchEntrypoint`)."""
    return _ends(new) == _ends(old)


def _ends(stages: Sequence[Sequence[Instruction]]) -> dict[type, object]:
    found: dict[type, object] = {}
    for stage in stages:
        own = False
        for instruction in stage:
            if isinstance(instruction, ENDS):
                found[type(instruction)] = (
                    *(a.value for a in instruction.args), *(f.value for f in instruction.flags))  # fmt: skip
            if isinstance(instruction, Cmd):
                own = True
            if isinstance(instruction, Entrypoint) and not own:
                found[Cmd] = None
    return found
