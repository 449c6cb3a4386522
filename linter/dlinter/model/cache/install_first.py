"""An install moved above the files that it does not need: what is moved, and what stands in the way.

    COPY . .          COPY package.json package-lock.json ./
    RUN npm ci   →    RUN npm ci
                      COPY . .

Nothing is proven here: the file with the edits is made and judged by the model of the build (`run.judge`).
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dlinter.model.cache.apart import apart, prepares
from dlinter.model.cache.between import only_copies, sorted_out
from dlinter.model.cache.conditional import compares
from dlinter.model.cache.demand import Demand, demands
from dlinter.model.cache.files_beside import beside
from dlinter.model.cache.in_a_row import along, files_first
from dlinter.model.cache.movable import brought_beside, parts_of
from dlinter.model.cache.placing import absolute_place, placed
from dlinter.model.cache.separate import not_needed, separate
from dlinter.model.cache.sinking import MOST_FOLDERS, landing, manifests, sunk, used
from dlinter.model.cache.splits import Split
from dlinter.model.cache.targets import own_command
from dlinter.model.cache.waste import Victim, Waste
from dlinter.model.dockerfile import (
    Add,
    Arg,
    Copy,
    Env,
    Expose,
    Form,
    Instruction,
    Label,
    Run,
    Shell,
    User,
    Workdir,
)
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.tasks import tasks_by_command
from dlinter.model.text import Span

_CHANGES_NO_FILE = (Arg, Env, Expose, Label, Shell, User, Workdir)
"""What a COPY can come after as well: its files are root's without `--chown`, whoever the user is (Dockerfile
reference, "COPY --chown --chmod")."""


class Order(NamedTuple):
    """Edits of the file (what is replaced, by what), what they do in a few words, and how many of the
    installs that are rebuilt for nothing come first. `row`: several do, each with manifests of its own."""

    title: str
    edits: tuple[tuple[Span, str], ...]
    moves: int = 1
    row: bool = False


def install_first(
    waste: Waste, victim: Victim, files: tuple[str, ...], facts: Facts
) -> tuple[Order | None, str]:
    """The order in which the install of a victim comes before what it does not need, with `files` first; or
    None and what stands in the way where the order alone is wrong."""
    copy, run, demand = waste.instruction, victim.demand.run, victim.demand
    if demand.builds and demand.first.tool.sources is not None and waste.stage is None and copy is not run:
        from dlinter.model.cache.narrow import narrowed

        edits, why = narrowed(waste, facts)
        return (Order("copy only what the builds read", tuple(edits)) if edits else None), why
    if copy is run:
        return _mounts(run, files, demand.needed.certain, facts)
    if run.stage != copy.stage and waste.stage is None:
        edits, why = sunk(
            waste, {v.demand.run.index: files_first(waste, v, facts) for v in waste.victims}, facts
        )
        stage = facts.stage_of(copy)
        if not edits:
            from dlinter.model.cache.splitting import split

            parted, further = split(waste, victim, facts)
            if parted:
                return Order("install in a stage that starts above this", parted), ""
            asked = further and stage is not None and used(stage, facts)
            return None, f"{why}, and {further}" if asked else why
        alone = stage is not None and own_command(stage) is not None
        known = f": no build file builds `{stage.name}` itself" if stage is not None and alone else ""
        return Order(f"copy it in the stages that need it{known}", tuple(edits)), ""
    if run.stage != copy.stage:
        return None, ""
    if isinstance(copy, Run):
        return _above_mounts(waste, victim, copy, facts)
    if not isinstance(copy, (Copy, Add)):
        return None, ""
    if run.form is Form.EXEC or copy.heredocs or (
        isinstance(copy, Add) and not only_copies(copy, waste.step, facts)
    ):
        return (
            None,
            f"line {run.first_line} is in exec form"
            if run.form is Form.EXEC
            else "it does more than copy files of the build context",
        )
    if demand.builds or waste.stage is not None:
        return None, ""  # the step does something else, too, which may need the files
    between = [i for i in facts.dockerfile.instructions if copy.index < i.index < run.index]
    first = files if waste.brings_needed and demand.needed.files else ()
    parts = parts_of(demand, waste.step, landing(waste, first, facts) or {}, facts)
    if parts.why:
        return None, parts.why
    row = along(waste, between, facts)
    alone = not waste.brings_needed or not demand.needed.files
    if alone and all(i.index not in row or not_needed(i, run, facts) for i in between if isinstance(i, Run)):
        return _moved(waste, victim, copy, between, parts, facts)
    from dlinter.model.cache.lower import late, read_by

    lower = late(between, facts)
    stay, follow = sorted_out(waste.step, between, demand, facts)
    after = [
        i for i in between
        if i in lower or (i not in stay and i.index not in row and not _stays(i, waste))
    ]
    stuck = next(
        (
            i
            for i in after
            if i not in lower
            and i not in follow
            and not (
                isinstance(i, Run)
                and (
                    prepares(i, facts) or not_needed(i, run, facts) or beside(i, demand.tasks, facts)
                )
            )
        ),
        None,
    )
    if stuck is not None:
        return (
            None,
            (f"`{stuck.keyword.value}` on line {stuck.first_line} may need the files, or the installation "
            "what it makes"),
        )
    changed = [
        (i, other)
        for i in after
        for other in between
        if other.index > i.index and other not in after and _is_changed_by(i, other, waste)
    ]
    moved = {
        i.index for i, other in changed
        if isinstance(other, Workdir) and absolute_place(i, facts) is not None
    }
    if any(i.index not in moved or not isinstance(other, Workdir) for i, other in changed):
        return (
            None,
            (f"what is set between line {copy.first_line} and line {run.first_line} is in force for other "
            "steps there"),
        )
    if read := read_by(
        after,
        [i for i in between if i not in after],
        demand,
        parts.first or facts.text.slice(run.span),
        facts,
    ):
        return None, read
    if not demand.needed.certain:
        return None, "without a build context it is not known which files the installation reads"
    row = {at: its for at, its in row.items() if all(i.index != at for i in lower)} | {run.index: files}
    if copy.destination is None or not any(row.values()) or waste.step.target is None:
        return (
            None,
            "the build context has none of the files that the installation reads"
            if not any(row.values())
            else "it is not known where the files are copied to",
        )
    return _manifests_first(waste, copy, demand, between, after, moved, row, parts, facts)


def _above_mounts(waste: Waste, victim: Victim, mounting: Run, facts: Facts) -> tuple[Order | None, str]:
    """An install above the one of another language that mounts its manifests."""
    demand, run = victim.demand, victim.demand.run
    if demand.builds or demand.rest or waste.stage is not None or run.form is Form.EXEC:
        return None, ""
    if not separate(mounting, run, facts):
        return None, f"line {run.first_line} may need what line {mounting.first_line} made"
    between = [i for i in facts.dockerfile.instructions if mounting.index < i.index < run.index]
    return _moved(waste, victim, mounting, between, Split(), facts)


def _mounts(run: Run, files: tuple[str, ...], certain: bool, facts: Facts) -> tuple[Order | None, str]:
    """One mount a file in place of the one of a whole folder."""
    wide = [m for m in run.mounts if m.type == "bind" and m.from_ is None]
    if (
        len(wide) != 1
        or not certain
        or not 0 < len(files) <= MOST_FOLDERS
        or any(" " in f or "," in f for f in files)
    ):
        return None, ""
    mount = wide[0]
    source, target = (mount.source or "").strip("/").removeprefix("."), mount.target or ""
    if (
        "$" in source + target
        or any(o.key.value.lower() in ("rw", "readwrite") for o in mount.options)
        or facts.build_context is None
    ):
        return None, ""
    base = "" if target in ("", ".", "./") else target.rstrip("/") + "/"
    told = [
        f"--mount=type=bind,source={f},target={base}{f[len(source) + 1 :] if source else f}" for f in files
    ]
    return Order("mount the manifests alone", ((mount.flag.span, " ".join(told)),)), ""


def _stays(instruction: Instruction, waste: Waste) -> bool:
    """Whether an instruction between the two is as good without the files that are copied."""
    if isinstance(instruction, Run):
        if waste.step.target is not None and apart(instruction, waste.cache.facts, waste.step.target):
            return True
        return any(
            v.demand.run is instruction
            and not v.demand.rest
            and not v.demand.builds
            and not v.demand.needed.files
            and _whole(v, waste)
            for v in waste.victims
        )
    return isinstance(instruction, _CHANGES_NO_FILE)


def _whole(victim: Victim, waste: Waste) -> bool:
    """Whether all of a step can come before the copy, without any of its files."""
    parts = parts_of(victim.demand, waste.step, {}, waste.cache.facts)
    return not parts.first and not parts.why


def _moved(
    waste: Waste,
    victim: Victim,
    copy: Copy | Add | Run,
    between: list[Instruction],
    parts: Split,
    facts: Facts,
) -> tuple[Order | None, str]:
    """What does not need the files before the copy, in its order; the copy and what does need them after the
    installation. With the comments above each."""
    from dlinter.model.cache.chunks import blank_above, chunks_of, cut, joined, top_line
    from dlinter.model.cache.lower import late, read_by
    from dlinter.model.cache.read_by_programs import goes_up
    from dlinter.model.cache.used import may_use, meet

    demand = victim.demand
    needs, run = demand.wants, demand.run
    after: list[Instruction] = [copy]
    before: list[Instruction] = []
    moved = set[int]()
    lower = late(between, facts)
    own = parts.first or facts.text.slice(run.span)
    anywhere, lowered = _works_anywhere(demand, parts, facts), False
    given = (  # the copy makes its folder for another user: it comes before WORKDIR does
        isinstance(copy, (Copy, Add)) and copy.flag_value("chown") is not None
        and not any(isinstance(i, Run) for i in between)
    )
    for instruction in between:
        if instruction in lower or (isinstance(instruction, Workdir) and anywhere and (lowered or given)):
            lowered = lowered or isinstance(instruction, Workdir)
            after.append(instruction)
            continue
        step = waste.cache.step_of(instruction) if isinstance(instruction, (Copy, Add)) else None
        needed = step is not None and (
            any(needs(i.pattern or "") for i in step.locals)
            or any(needs(f) for f in step.files(facts.build_context))
            or may_use(step, demand, facts.build_context)
        )
        if (
            needed
            and step is not None
            and not isinstance(copy, Run)
            and meet(step, waste.step, facts.build_context)
        ):
            return (
                None,
                (f"line {instruction.first_line} copies over what line {copy.first_line} brings, and the "
                "installation may use it"),
            )
        if _stays(instruction, waste) or needed:
            others = [i for i in after if _is_changed_by(i, instruction, waste)]
            if isinstance(instruction, Workdir):
                placeable = {i.index for i in others if absolute_place(i, facts) is not None}
                if anywhere and any(i.index not in placeable for i in others):
                    lowered = True
                    after.append(instruction)
                    continue
                moved |= placeable
            if isinstance(instruction, Arg) and goes_up(instruction, others, own, waste.cache):
                others = []
            if (changed := next((i for i in others if i.index not in moved), None)) is not None:
                if not isinstance(instruction, (Arg, Env)):
                    return (
                        None,
                        (f"`{instruction.keyword.value}` on line {instruction.first_line} would be in force "
                        f"for line {changed.first_line}"),
                    )
                after.append(instruction)
                continue
            if lowered and isinstance(instruction, (Copy, Add, Run)) and not _absolute(instruction, waste):
                return None, f"the folder on line {instruction.first_line} would be another one"
            before.append(instruction)
        elif isinstance(instruction, (Copy, Add, Run)):
            after.append(instruction)
        else:
            return (
                None,
                (f"dlint does not know what `{instruction.keyword.value}` on line {instruction.first_line} "
                "needs"),
            )
    if read := read_by(after, before, demand, own, facts):
        return None, read
    text = facts.text
    chunks = _placed(chunks_of([copy, *between, run], text), after, moved, facts)
    lines = Span(
        text.full_line_span(top_line(copy, text)).start,
        text.full_line_span(run.last_line).end,
    )
    first, rest = cut(chunks[run.index], run, parts, facts.text)
    new = joined(
        blank_above(copy, text),
        [*(chunks[i.index] for i in before), first],
        [*(chunks[i.index] for i in after), rest],
    )
    return Order("install first", ((lines, new),), _installs_of(before, waste)), ""


def _works_anywhere(demand: Demand, parts: Split, facts: Facts) -> bool:
    """Whether what is moved only installs packages of the distribution, in whatever folder that is."""
    tasks = tasks_by_command(demand.run, facts)
    commands = [
        c for c in facts.script(demand.run).commands if not parts.first or c.outer.start < parts.cut
    ]
    return demand.system and not demand.needed.files and all(
        id(c) in tasks
        or c.name in ("set", "true", ":")
        or compares(c)
        or (c.name == "rm" and all(w.startswith(("-", "/")) for w in c.args))
        for c in commands
    )


def _placed(
    chunks: dict[int, str], after: list[Instruction], moved: set[int], facts: Facts
) -> dict[int, str]:
    """The lines of each instruction, of those of `moved` with the absolute place that they copy to."""
    for instruction in after:
        if instruction.index in moved:
            chunks[instruction.index] = placed(chunks[instruction.index], instruction, facts)
    return chunks


def _is_changed_by(instruction: Instruction, setting: Instruction, waste: Waste) -> bool:
    """Whether an ENV, ARG, WORKDIR or SHELL that comes first would change what an instruction does. A COPY
    has no environment, only words: the proof compares their values."""
    if isinstance(setting, Workdir):
        return not _absolute(instruction, waste)
    return isinstance(setting, (Env, Arg, Shell, User)) and isinstance(instruction, Run)


def _absolute(instruction: Instruction, waste: Waste) -> bool:
    """Whether a COPY goes to an absolute path, also by a variable."""
    if not isinstance(instruction, (Copy, Add)) or instruction.destination is None:
        return False
    written = instruction.destination.value
    value = waste.cache.facts.scope.expand(written, instruction).value if "$" in written else written
    return value is not None and value.startswith("/")


def _manifests_first(
    waste: Waste,
    copy: Copy | Add,
    demand: Demand,
    between: list[Instruction],
    after: list[Instruction],
    moved: set[int],
    row: dict[int, tuple[str, ...]],
    parts: Split,
    facts: Facts,
) -> tuple[Order | None, str]:
    """`row`: the manifests of each install that comes before the copy, in order, by its index."""
    from dlinter.model.cache.chunks import (
        blank_above,
        chunks_of,
        comment_of_all,
        cut,
        joined,
        lines_of,
        top_line,
    )

    text, target, run = facts.text, copy.destination, demand.run
    lies = landing(waste, tuple(dict.fromkeys(f for its in row.values() for f in its)), facts)
    if target is None or lies is None:
        return None, "the copy gives files another name"
    destination = target.value
    whole = lines_of(text, copy)
    if any(isinstance(i, Workdir) for i in between) and not destination.startswith("/"):
        place = waste.step.target
        if (
            place is None
            or not place.startswith("/")
            or "?" in place
            or whole.count(f" {destination}\n") != 1
        ):
            return None, "the folder that it copies to is the base image's"
        absolute = place.rstrip("/") + "/"
        whole = whole.replace(f" {destination}\n", f" {absolute if len(absolute) > 1 else place}\n")
    destination = "./" if destination in (".", "./") else posixpath.join(destination, "")
    # the same files by a copy above, which need no second one
    there = brought_beside(waste.step, demand, facts)
    lies = {
        f: below
        for f, below in lies.items()
        if there.get(posixpath.join(clean(waste.step.target or "?"), below)) != f
    }
    wanted, lines_for = facts.once(demands), dict[int, str]()
    for at, its in row.items():
        own = {f: lies.pop(f) for f in its if f in lies}
        lines_for[at], why = manifests(copy, own, destination, facts, wanted[at].needed.files)
        if why:
            return None, why
    named = "".join(lines_for.values())
    chunks = _placed(chunks_of([copy, *between, run], text), after, moved, facts)
    start = text.full_line_span(copy.first_line).start
    comment = comment_of_all(copy, text) if named else ""
    if not named and copy.comments:  # they go with the copy
        start = text.full_line_span(top_line(copy, text)).start
        whole = chunks[copy.index].removesuffix(lines_of(text, copy)) + whole
    start -= len(comment.encode("utf-8", "surrogateescape"))
    blank = blank_above(copy, text, comments=bool(comment) or not named)
    lines = Span(start, text.full_line_span(run.last_line).end)
    first, rest = cut(chunks[run.index], run, parts, facts.text)
    stays = [i for i in between if i not in after]
    first_kept = (
        any(isinstance(i, Run) for i in stays)
        and not any(isinstance(i, Workdir) for i in between)
        and "$" not in named
    )
    if comment:
        whole = ("\n" if blank and not first_kept else "") + comment + whole
    new = joined(
        blank,
        [
            *(
                [*(lines_for.get(i.index, "") + chunks[i.index] for i in stays), lines_for[run.index]]
                if first_kept
                else [named, *(chunks[i.index] for i in stays)]
            ),
            first,
        ],
        [whole, *(chunks[i.index] for i in after), rest],
    )
    moves = _installs_of(stays, waste)
    return Order("copy the manifests first", ((lines, new),), moves, row=len(row) > 1), ""


def _installs_of(above: list[Instruction], waste: Waste) -> int:
    """The installs that come first with one more below these instructions."""
    return 1 + sum(any(v.demand.run is i for i in above) for v in waste.victims)
