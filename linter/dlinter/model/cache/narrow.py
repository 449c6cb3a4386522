"""A COPY of everything becomes one of what the builds after it read, where nothing else takes the rest.

    COPY . .                                    COPY Web/ Web/
    RUN dotnet publish Web/Web.csproj -o /out   COPY Core/ Core/
    FROM aspnet                            →    RUN dotnet publish Web/Web.csproj -o /out
    COPY --from=build /out .                    FROM aspnet
                                                COPY --from=build /out .

All that works in the stage, and in those that start from it, is a build of which the projects tell what it
reads; of its files only what the builds make goes on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlinter.model.cache.apart import apart
from dlinter.model.cache.chunks import lines_of
from dlinter.model.cache.demand import Demand, demands
from dlinter.model.cache.second_part import near
from dlinter.model.cache.sinking import landing, manifests
from dlinter.model.cache.spellings import BASE
from dlinter.model.cache.steps import Step
from dlinter.model.cache.targets import may_be_built, may_run_below
from dlinter.model.cache.waste import Waste, step_of
from dlinter.model.dockerfile import Add, Copy, Form, Onbuild, Run, Stage
from dlinter.model.dockerfile.nodes import EdgeKind
from dlinter.model.dockerfile.paths import clean, is_within
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.git_folder import reads_git, writes_the_commit
from dlinter.model.packages.tasks import tasks_by_command
from dlinter.model.shell.programs import SAYS
from dlinter.model.text import Span

_SPECIAL = re.compile(r"[*?\[\]$\\\"'`#]")


def narrowed(waste: Waste, facts: Facts) -> tuple[tuple[tuple[Span, str], ...], str]:
    """The edits, or what stands in the way of them."""
    copy, context, step = waste.instruction, facts.build_context, waste.step
    stage = facts.stage_of(copy)
    if (
        not isinstance(copy, Copy)
        or copy.from_ is not None
        or copy.heredocs
        or copy.onbuild
        or copy.destination is None
        or stage is None
        or context is None
        or any(f.name not in ("chown", "chmod", "link") for f in copy.flags)
    ):
        return (), ""
    if step.target is None or not step.target.startswith("/") or BASE in step.target or "?" in step.target:
        return (), "it is not known where the files are copied to"
    family = _family(stage, facts)
    if why := next((why for each in family if (why := _is_built(each, facts))), ""):
        return (), why
    patterns, why = _read(copy, family, facts)
    if why or any("**" in n.needed.files for n in patterns):
        return (), why
    files = tuple(
        f for f in context.files
        if any(i.takes(f) for i in step.locals) and any(n.wants(f) for n in patterns)
    )
    if any((entry := context.entry(f)) is not None and entry.is_link for f in files):
        return (), "a symbolic link may lead to other files"
    lies = landing(waste, files, facts)
    if not files or lies is None:
        return (), "the copy gives files another name" if files else ""
    if why := _taken(family, step, frozenset(files), facts):
        return (), why
    written = copy.destination.value
    destination = "./" if written in (".", "./") else written.rstrip("/") + "/"
    folders = tuple(dict.fromkeys(p for n in patterns for p in n.needed.files))
    lines, why = manifests(copy, lies, destination, facts, folders)
    if why or not lines or _SPECIAL.search(lines.replace(destination, "")):
        return (), why or "a name has a sign of patterns or variables in it"
    start = facts.text.full_line_span(copy.first_line).start
    end = facts.text.full_line_span(copy.last_line).end
    if lines == lines_of(facts.text, copy):
        return (), ""
    return ((Span(start, end), lines),), ""


def _family(stage: Stage, facts: Facts) -> list[Stage]:
    """A stage and all that start from it."""
    found = [stage]
    for other in facts.dockerfile.stages[stage.index + 1 :]:
        if other.base is not None and any(s.index == other.base for s in found):
            found.append(other)
    return found


def _is_built(stage: Stage, facts: Facts) -> str:
    """Why the files of a stage may be wanted as they are, "" where only other stages take of them."""
    if stage is facts.dockerfile.stages[-1]:
        named = f"`{stage.name}`" if stage.name else f"{stage.index}"
        return f"stage {named} is the image, and has the other files, too"
    return may_be_built(stage, facts)


def _read(copy: Copy, family: Sequence[Stage], facts: Facts) -> tuple[list[Demand], str]:
    """What the steps after a copy read of the context, or the first of which that is not known."""
    known, found = facts.once(demands), list[Demand]()
    step = step_of(copy, facts)
    place = step.target if step is not None and step.target is not None else "/"
    for stage in family:
        for instruction in stage.instructions:
            if not isinstance(instruction, (Run, Onbuild)) or not may_run_below(instruction, copy):
                continue
            if isinstance(instruction, Run) and apart(instruction, facts, place):
                continue
            demand = known.get(instruction.index)
            if (
                not isinstance(instruction, Run)
                or demand is None
                or not demand.needed.certain
                or any(m.type == "bind" for m in instruction.mounts)
                or not only_builds(instruction, demand, facts)
            ):
                does = f"`{instruction.keyword.value}` on line {instruction.first_line}"
                return [], f"{does} may read other files"
            git = reads_git(instruction, facts) or writes_the_commit(instruction, facts)
            if git and copies_git(facts):
                return [], f"{git} on line {instruction.first_line} reads `.git`"
            found.append(demand)
    return found, ""


def copies_git(facts: Facts) -> bool:
    """Whether the context has `.git`, as far as `.dockerignore` lets it in."""
    context = facts.build_context
    return context is not None and context.entry(".git") is not None and not context.ignored(".git/HEAD")


def only_builds(run: Run, demand: Demand, facts: Facts) -> bool:
    """Whether a RUN is nothing but builds and installs of which the needs are known."""
    tasks = tasks_by_command(run, facts)
    commands = facts.script(run).commands
    own = {id(t.install.command) for t in demand.tasks}
    return (
        run.form is not Form.EXEC
        and not run.heredocs
        and not facts.script(run).errors
        and all(
            not c.context
            and not c.wrappers
            and not any(r.operator.startswith("<") for r in c.redirects)
            and (
                (id(c) in own and tasks[id(c)].tool.sources is not None)
                or ((c.name in SAYS or c.name == "set") and not c.redirects)
            )
            for c in commands
        )
    )


def _taken(family: Sequence[Stage], step: Step, files: frozenset[str], facts: Facts) -> str:
    """What another stage takes of the files that would not be there, "" for nothing."""
    context, target = facts.build_context, clean(step.target or "/")
    indexes = {s.index for s in family}
    for other in facts.dockerfile.stages:
        for edge in other.edges:
            if edge.to not in indexes or edge.kind is EdgeKind.FROM:
                continue
            copy = edge.instruction
            taker = step_of(copy, facts) if isinstance(copy, (Copy, Add)) else None
            if taker is None or not taker.stages:
                return f"line {copy.first_line} may take other files of the stage"
            for path in (p for source in taker.stages for p in source.paths):
                if _brought(path, target, step, files, facts) or context is None:
                    return f"line {copy.first_line} may take other files of the stage"
    return ""


def _brought(path: str, target: str, step: Step, files: frozenset[str], facts: Facts) -> bool:
    """Whether a path of a stage may have files that the copy brought and the fixed one would not."""
    context = facts.build_context
    place = clean(path if path.startswith("/") else f"/{path}")
    if any(c in path for c in "*?[$"):
        place = clean(place[: min(place.find(c) for c in "*?[$" if c in place)].rpartition("/")[0] or "/")
    if not near(place, target):
        return False
    if context is None or not is_within(place, target) or place == target:
        return True
    below = place[len(target.rstrip("/")) + 1 :]
    for item in step.locals:
        for file in item.files(context):
            lies = item.below(file) or file.rpartition("/")[2]
            if (lies == below or lies.startswith(below + "/")) and file not in files:
                return True
    return False

