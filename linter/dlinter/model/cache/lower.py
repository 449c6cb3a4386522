"""How far down an ENV or ARG of a commit can go: below the steps that only install packages, above the first
one that may read it.

A build (`rails assets:precompile`, `npm run build`) may read any variable of its environment without naming
it, so only RUNs of which every command is known count as steps that do not use it: installs, and commands
that move files about. A stage that others are `FROM` hands its environment on: there it goes down in each of
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from dlinter.model.cache.demand import Demand, demands
from dlinter.model.cache.own_words import OF_PROGRAMS, names_no_variable_by_another, reads_its_words
from dlinter.model.cache.tool_settings import prepares_a_tool, says_its_version
from dlinter.model.cache.volatile import why_volatile
from dlinter.model.dockerfile import (
    Add,
    Arg,
    Copy,
    Env,
    Expose,
    Form,
    Instruction,
    Label,
    Onbuild,
    Run,
    Stage,
    User,
    Workdir,
)
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.installs import CLEAN, DOWNLOAD, INSTALL, REMOVE, UPDATE, UPGRADE, installs
from dlinter.model.packages.table import table
from dlinter.model.shell.nodes import Command

_INSTALLS = (INSTALL, UPDATE, UPGRADE, DOWNLOAD, CLEAN, REMOVE)
_OF_PROGRAMS = re.compile(
    r"(?:PATH|HOME|SHELL|IFS|ENV|BASH_ENV|TMP|TEMP|TMPDIR|TZ|LANG|LANGUAGE|LC_\w+|LD_\w+|XDG_\w+|\w+_PROXY|"
    r"SSL_\w+|CURL_\w+|GIT_(?:SSH|CONFIG|DIR|WORK_TREE)\w*|PYTHON\w+|VIRTUAL_ENV|CC|CXX|CFLAGS|CXXFLAGS|"
    r"CPPFLAGS|LDFLAGS|MAKEFLAGS|COREPACK_\w+|PREFIX|DESTDIR|SOURCE_DATE_EPOCH|CI|" + OF_PROGRAMS + ")"
)
"""Variables that shells, compilers and libraries read."""


class Place(Struct, frozen=True):
    """Above `before`, or at the end of the stage. `passed` are the RUNs that it comes below of."""

    stage: Stage
    before: Instruction | None
    passed: tuple[Run, ...]


def behind(arg: Arg, name: str, stage: Stage, facts: Facts) -> tuple[Run, list[Run]] | None:
    """The RUN that only writes down what an ARG holds (`echo $REV > VERSION`), and the installs and builds
    after it, in its stage and those that are FROM it, which do not name the ARG; None where the first that
    uses it does more, or is followed by none."""
    named, wanted = _naming([name]), facts.once(demands)
    below = (i for i in stage.instructions if i.index > arg.index)
    user = next((i for i in below if named.search(facts.text.slice(i.span))), None)
    if not isinstance(user, Run) or user.index in wanted or user.heredocs or user.error is not None:
        return None
    script = facts.script(user)
    if script.errors or not all(reads_its_words(c) and not c.wrappers for c in script.commands if c.argv):
        return None
    within, found = {stage.index}, list[Run]()
    for other in facts.dockerfile.stages[stage.index :]:
        facts.dockerfile.work.spend(1)
        if other.index in within or other.base in within:
            within.add(other.index)
            found += [
                i
                for i in facts.of_kind(other.index, Run)
                if i.index > user.index and i.index in wanted and not named.search(facts.text.slice(i.span))
            ]
    return (user, found) if found else None


def ignores(run: Run, facts: Facts) -> bool:
    """Whether nothing in a RUN may read a variable that it does not name."""
    script = facts.script(run)
    if (
        run.heredocs
        or run.onbuild
        or run.error is not None
        or script.errors
        or not (script.posix or run.form is Form.EXEC)
        or not names_no_variable_by_another(script, facts.text)
    ):
        return False
    demand = facts.once(demands).get(run.index)
    # with more than installs in the step, a package manager of the project may run the project's scripts
    plain = demand is not None and not (demand.builds or demand.rest or demand.needed.sources)
    return all(
        not c.wrappers
        and (
            reads_its_words(c)
            or says_its_version(c)
            or prepares_a_tool(c, None)
            or _compiles(c)
            or _installs(c, plain)
        )
        for c in script.commands
        if c.argv
    )


def _installs(command: Command, plain: bool) -> bool:
    """Whether it is a package manager that runs nothing of the project. `plain`: the whole step installs what
    is known."""
    install = installs(command)
    if install is None or install.action not in _INSTALLS:
        return False
    if plain:
        return True
    return install.tool.system and not any(
        "/" in w.value or w.value.startswith(("$", "`")) for w in install.packages
    )


def _compiles(command: Command) -> bool:
    """Whether it is Go's compiler, which reads its own variables alone (`go help environment`): no program of
    the project runs."""
    install = installs(command)
    return (
        install is not None
        and install.tool.name == "go"
        and install.verb in ("build", "install", "vet", "mod")
    )


def configures_a_tool(name: str) -> bool:
    """Whether a program that knows nothing of the project reads a variable of this name, in upper or lower
    case."""
    return table().sets(name) or bool(_OF_PROGRAMS.fullmatch(name.upper()))


def manifests_naming(names: Sequence[str], runs: Sequence[Run], facts: Facts) -> list[str]:
    """Files of the context that the installs of these RUNs read and that name a variable: pip and npm expand
    `${NAME}`."""
    context, wanted = facts.build_context, facts.once(demands)
    if context is None:
        return []
    named = _naming(names)
    read = {f for run in runs if run.index in wanted for f in wanted[run.index].needed.present(context)}
    return sorted(f for f in read if named.search(context.text(f) or ""))


def late(between: Sequence[Instruction], facts: Facts) -> list[Instruction]:
    """The ARGs that are another value in every build, with the ENVs and ARGs that take it on: an install
    above them is not rebuilt by them."""
    found: list[Instruction] = []
    names: list[str] = []
    for instruction in between:
        if isinstance(instruction, (Arg, Env)):
            own = [
                (pair.key.value, pair.value.value if pair.value is not None else None)
                for pair in instruction.pairs
            ]
            if (
                isinstance(instruction, Arg) and any(why_volatile(name, value, facts) for name, value in own)
            ) or (names and _naming(names).search(facts.text.slice(instruction.span))):
                found.append(instruction)
                names += [name for name, _ in own]
    return found


def read_by(
    settings: Sequence[Instruction], before: Sequence[Instruction], demand: Demand, own: str, facts: Facts
) -> str:
    """Why an ENV or ARG of `settings` cannot come after an install and the instructions of `before`, "" if
    each can. `own`: the text of the step as far as it installs."""
    for setting in settings:
        if (
            isinstance(setting, (Arg, Env))
            and (
                reader := _reader(setting, [i for i in before if i.index > setting.index], demand, own, facts)
            )
            is not None
        ):
            return (
                f"`{reader.keyword.value}` on line {reader.first_line} may read what "
                f"`{setting.keyword.value}` on line {setting.first_line} sets"
            )
    return ""


def _reader(
    setting: Arg | Env, others: Sequence[Instruction], demand: Demand, own: str, facts: Facts
) -> Instruction | None:
    """The first that names it, runs what nobody knows, or has a tool that reads it by itself."""
    names = [pair.key.value for pair in setting.pairs]
    if (
        not names
        or any(configures_a_tool(name) for name in names)
        or manifests_naming(names, [demand.run], facts)
        or _naming(names).search(own)
    ):
        return demand.run
    return next(
        (
            i
            for i in others
            if _naming(names).search(facts.text.slice(i.span))
            or (isinstance(i, Run) and not ignores(i, facts))
        ),
        None,
    )


_ODD_KEY = re.compile(r"""[$"'\\]""")
"""A label's key that is another one when it is read: with a variable, quotes or an escape."""


def _naming(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")


def places(
    stage: Stage, after: int, names: Sequence[str], facts: Facts, along: Sequence[Instruction] = ()
) -> list[Place] | None:
    """Where an instruction at index `after` of a stage can go, one place a stage that it must be written in;
    None where a stage cannot be told. `along`: instructions that go down with it."""
    named = _naming(names)
    taken = {facts.text.slice(i.span) for i in along}
    found: list[Place] = []
    if not _place(stage, after, lambda t: t not in taken and named.search(t), facts, found, 0):
        return None
    return found


def labels_along(
    stage: Stage, after: int, names: Sequence[str], facts: Facts
) -> tuple[list[Label], list[Place] | None]:
    """The LABELs that an ENV or ARG can take with it further down its stage, as no step reads a label, and
    where all go then. A LABEL that sets the same key in between decides which value the image has: it stays
    above."""
    named = _naming(names)
    found = [
        i
        for i in facts.of_kind(stage.index, Label)
        if i.index > after and not i.error and named.search(facts.text.slice(i.span))
    ]
    plain = places(stage, after, names, facts)
    lower = places(stage, after, names, facts, found) if found else None
    if not lower or len(lower) > 1 or lower[0].stage is not stage or not lower[0].passed:
        return [], plain
    last = lower[0].passed[-1].index
    along = [i for i in found if i.index < last]  # the others stand where it goes, and below it
    lower = places(stage, after, names, facts, along)
    keys = {p.key.value for i in along for p in i.pairs}
    others = (p.key.value for i in facts.of_kind(stage.index, Label) if i not in along for p in i.pairs)
    if not along or any(_ODD_KEY.search(key) for key in keys):
        return [], plain
    if any(key in keys or _ODD_KEY.search(key) for key in others):
        return [], plain
    return along, lower


def _place(
    stage: Stage, after: int, uses: Callable[[str], object], facts: Facts, found: list[Place], depth: int
) -> bool:
    passed: list[Run] = []
    for instruction in stage.instructions:
        if instruction.index <= after or instruction is stage.from_:
            continue
        facts.dockerfile.work.spend(1)
        if isinstance(instruction, Onbuild) or instruction.error is not None:
            return False
        if uses(facts.text.slice(instruction.span)) or (
            isinstance(instruction, Run) and not ignores(instruction, facts)
        ):
            found.append(Place(stage, instruction, tuple(passed)))
            return True
        if isinstance(instruction, Run):
            passed.append(instruction)
        elif not isinstance(instruction,
            (Copy, Add, Env, Arg, Label, Expose, Workdir,
                User)) and instruction.keyword.value.upper() not in ("CMD", "ENTRYPOINT", "VOLUME",
                    "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER", "SHELL"):
            return False
    derived = [s for s in facts.dockerfile.stages if s.base == stage.index]
    if not derived or depth > 4:
        found.append(Place(stage, None, tuple(passed)))
        return True
    last = len(found)
    if not all(_place(s, -1, uses, facts, found, depth + 1) for s in derived):
        return False
    if passed and found[last:]:
        found[last] = Place(found[last].stage, found[last].before, (*passed, *found[last].passed))
    return True
