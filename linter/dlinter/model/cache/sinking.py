"""A COPY at the end of a stage that others are `FROM`, moved down into each of them: below the install in
those that install, at the top of the others.

    FROM node AS base          FROM node AS base
    COPY . /app                FROM base AS deps
    FROM base AS deps     →    COPY package.json package-lock.json /app/
    RUN npm ci                 RUN npm ci
                               COPY . /app

Each stage ends with the same files. The stage itself loses them: it must be no target, and nothing may be
copied or mounted from it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from dlinter.model.cache.apart import apart
from dlinter.model.cache.chunks import top_line
from dlinter.model.cache.movable import parts_of
from dlinter.model.cache.second_part import near
from dlinter.model.cache.spellings import BASE
from dlinter.model.cache.splits import Split
from dlinter.model.cache.targets import may_be_built, may_run_below
from dlinter.model.cache.waste import Victim, Waste
from dlinter.model.dockerfile import (
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    Form,
    Instruction,
    Label,
    Run,
    Shell,
    Stage,
    User,
    Workdir,
)
from dlinter.model.dockerfile.nodes import EdgeKind
from dlinter.model.dockerfile.paths import clean
from dlinter.model.dockerfile.versions import PARENTS, frontend_version
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Span

_SETTINGS = (Arg, Cmd, Entrypoint, Env, Expose, Label, Shell, User, Workdir)
MOST_FOLDERS = 16
"""Lines of COPY that a fix may write: a workspace of more folders is better served by `COPY --parents` or a
bind mount."""


_MOST_SOURCES = 40
"""Sources of one COPY, one a line."""


def landing(waste: Waste, files: Sequence[str], facts: Facts) -> dict[str, str] | None:
    """Where each file lies below the destination of a copy; None where the copy renames it, or that is not
    known."""
    known = facts.build_context
    if known is None or any(item.pattern is None or item.parents for item in waste.step.locals):
        return None
    entries = [
        known.entry(item.pattern) if item.pattern and item.literal else None for item in waste.step.locals
    ]
    if (
        len(waste.step.locals) == 1
        and waste.step.locals[0].pattern
        and (entries[0] is None or not entries[0].is_dir)
    ):
        return None  # one file may get another name
    found: dict[str, str] = {}
    for item in waste.step.locals:
        for file in files:
            below = item.below(file) if item.takes(file) else None
            if below is not None:
                found[file] = below or posixpath.basename(file)
    return found if len(found) == len(files) else None


def whole_folders(files: Sequence[str], patterns: Sequence[str]) -> dict[str, str]:
    """The folder that each file is in, where all of that folder is needed (`patches/**`): a file that a
    commit adds there is needed, too. Outermost folders only."""
    folders = sorted(p[:-3] for p in patterns if p.endswith("/**") and not any(c in p[:-3] for c in "*?[!\\"))
    found = {f: next((d for d in folders if f.startswith(d + "/")), "") for f in files}
    return {f: d for f, d in found.items() if d}


def manifests(
    copy: Instruction, files: Mapping[str, str], destination: str, facts: Facts, patterns: Sequence[str] = ()
) -> tuple[str, str]:
    """Lines of COPY for some files, by where they lie below the destination (with its `/`); and why not.
    `patterns`: what is needed, of which whole folders are copied as such."""
    by_folder: dict[str, list[str]] = {}
    whole = whole_folders(tuple(files), patterns) if not any(f.name == "exclude" for f in copy.flags) else {}
    for file in sorted(files):
        folder, below = whole.get(file), posixpath.dirname(files[file])
        if folder is not None and files[file].endswith(file[len(folder) :]):
            below, file = files[file][: len(files[file]) - len(file[len(folder) :])], folder
        if below not in by_folder or file not in by_folder[below]:
            by_folder.setdefault(below, []).append(file)
    if any(" " in file for file in files):
        return "", "a name has a space in it"
    flags = "".join(
        f" {facts.text.slice(f.span)}" for f in copy.flags if f.name in ("chown", "chmod", "link")
    )
    if len(by_folder) > MOST_FOLDERS:
        line = _with_parents(files, whole, flags, destination, facts)
        return line, "" if line else f"what the installation reads lies in {len(by_folder)} folders"
    return "".join(
        f"COPY{flags} {' '.join(named)} {destination}{below + '/' if below else ''}\n"
        for below, named in sorted(by_folder.items())
    ), ""


def _with_parents(
    files: Mapping[str, str], whole: Mapping[str, str], flags: str, destination: str, facts: Facts
) -> str:
    """One `COPY --parents` for all, where the frontend that the file names has it and each file keeps its
    path; "" where not. Files of one name in all folders of a folder are a pattern, if it takes no other."""
    named = facts.dockerfile.frontend
    version = frontend_version(named) if named and "@" not in named else None  # a digest may be an old one
    context = facts.build_context
    if version is None or not version.has(PARENTS) or context is None:
        return ""
    if any(file != place for file, place in files.items()):
        return ""
    if any(c in f for f in files for c in "*?[]\\$`\"',#"):
        return ""
    sources: dict[str, None] = {}
    for file in sorted(files):
        parts = file.split("/")
        pattern = "/".join([*parts[:-2], "*", parts[-1]]) if len(parts) > 2 else ""
        if file in whole:
            sources[whole[file]] = None
        elif pattern and set(context.matched_by(pattern)) <= set(files):
            sources[pattern] = None
        else:
            sources[file] = None
    if len(sources) > _MOST_SOURCES:
        return ""
    end = f" {facts.dockerfile.escape}\n    "
    return f"COPY --parents{flags}{end}{end.join(sources)}{end}{destination}\n"


def sunk(
    waste: Waste, files: Mapping[int, tuple[str, ...]], facts: Facts
) -> tuple[tuple[tuple[Span, str], ...], str]:
    """The edits, or what stands in the way of them. `files`: what to copy first for each victim, by the index
    of its RUN."""
    copy, stage, place = waste.instruction, facts.stage_of(waste.instruction), waste.step.target
    if (
        not isinstance(copy, Copy)
        or stage is None
        or copy.from_ is not None
        or copy.heredocs
        or copy.destination is None
        or place is None
        or not place.startswith("/")
        or BASE in place
    ):
        return (), "it is not a plain copy of files of the build context to a place that the file tells"
    text = facts.text
    if why := used(stage, facts):
        return (), why
    reader = next(
        (i for i in stage.instructions if may_run_below(i, copy) and not _goes_first(i, place, waste, facts)),
        None,
    )
    if reader is not None:
        does = (
            "writes to the same folder"
            if isinstance(reader, Copy)
            else "may need the files in the same stage"
        )
        return (), f"`{reader.keyword.value}` on line {reader.first_line} {does}"
    if "$" in text.slice(copy.span):
        return (), "the copy uses a variable, which may have another value in the other stages"
    destination = clean(place).rstrip("/") + "/"
    span = copy.destination.span
    start = text.full_line_span(top_line(copy, text)).start
    end = text.full_line_span(copy.last_line).end
    written = text.slice(span) if text.slice(span).startswith("/") else destination
    whole = text.slice(Span(start, span.start)) + written + text.slice(Span(span.end, end))
    whole = whole.replace("\r\n", "\n") if whole.endswith("\n") else whole.replace("\r\n", "\n") + "\n"
    edits = [(span, "") for span in text.deletions([Span(start, end)])]
    found = False
    for derived in (s for s in facts.dockerfile.stages if s.base == stage.index):
        victim = min(
            (v for v in waste.victims if v.demand.run.stage == derived.index),
            key=lambda v: v.demand.run.index,
            default=None,
        )
        below = _below(waste, victim, derived, files, destination, facts) if victim is not None else None
        found = found or below is not None
        edits += (
            below(whole)
            if below is not None
            else [(_after(derived.from_, facts), _line(derived.from_, facts) + whole)]
        )
    return (
        (tuple(edits), "")
        if found
        else (
            (),
            ("an instruction above the installation in the other stage may need the files, or the "
            "installation reads more than manifests"),
        )
    )


def _goes_first(instruction: Instruction, place: str, waste: Waste, facts: Facts) -> bool:
    """Whether an instruction after the copy does the same before it."""
    if isinstance(instruction, Copy):
        step = waste.cache.step_of(instruction)
        return (
            step is not None
            and step.target is not None
            and BASE not in step.target
            and not near(clean(step.target), clean(place))
        )
    return isinstance(instruction, _SETTINGS) or (
        isinstance(instruction, Run) and apart(instruction, facts, place)
    )


class _Below:
    """The edits of a stage that installs."""

    def __init__(self, first: str, victim: Victim, derived: Stage, parts: Split, facts: Facts) -> None:
        self.first, self.victim, self.derived, self.parts, self.facts = first, victim, derived, parts, facts

    def __call__(self, whole: str) -> list[tuple[Span, str]]:
        run, facts, from_ = self.victim.demand.run, self.facts, self.derived.from_
        edits = [(_after(from_, facts), _line(from_, facts) + self.first)] if self.first else []
        if self.parts.first:
            edits.append((run.span, self.parts.first))
        rest = self.parts.rest.rstrip("\n") + "\n" if self.parts.rest else ""
        return [*edits, (_after(run, facts), _line(run, facts) + whole + rest)]


def _below(
    waste: Waste,
    victim: Victim,
    derived: Stage,
    files: Mapping[int, tuple[str, ...]],
    destination: str,
    facts: Facts,
) -> _Below | None:
    """None where the copy must come before the install."""
    demand = victim.demand
    run = demand.run
    if demand.builds or not demand.needed.certain or run.form is Form.EXEC:
        return None
    between = [i for i in derived.instructions if derived.from_.index < i.index < run.index]
    if not all(_passes(i, waste, facts) for i in between):
        return None
    there = [step for i in between if isinstance(i, Copy) and (step := waste.cache.step_of(i)) is not None]
    wanted = tuple(
        f
        for f in files.get(run.index, ())
        if not any(item.takes(f) for step in there for item in step.locals)
    )
    lies = landing(waste, wanted, facts)
    parts = parts_of(demand, waste.step, landing(waste, files.get(run.index, ()), facts) or {}, facts)
    if parts.why:
        return None
    if lies is None or (not files.get(run.index) and demand.needed.files):
        return None
    first, why = manifests(waste.instruction, lies, destination, facts, demand.needed.files)
    return None if why else _Below(first, victim, derived, parts, facts)


def _passes(instruction: Instruction, waste: Waste, facts: Facts) -> bool:
    """Whether the copy can come after an instruction as well as before it."""
    if isinstance(instruction, Run):
        return waste.step.target is not None and apart(instruction, facts, waste.step.target)
    if isinstance(instruction, Copy):  # of the same files: they come once more
        step = waste.cache.step_of(instruction)
        return instruction.from_ is None and not instruction.heredocs and step is not None and step.target is not None and waste.step.target is not None and clean(step.target) == clean(waste.step.target) and landing(waste, tuple(f for i in step.locals for f in (i.files(facts.build_context) if facts.build_context else ())), facts) is not None  # noqa: E501
    return isinstance(instruction, _SETTINGS)


def used(stage: Stage, facts: Facts) -> str:
    """What else takes the files of the stage, "" for nothing."""
    named = f"`{stage.name}`" if stage.name else f"{stage.index}"
    if stage is facts.dockerfile.stages[-1]:
        return "it is the last stage"
    for other in facts.dockerfile.stages:
        edge = next((e for e in other.edges if e.to == stage.index and e.kind is not EdgeKind.FROM), None)
        if edge is not None:
            return f"`{edge.kind.value}` on line {edge.instruction.first_line} takes files of stage {named}"
    return may_be_built(stage, facts)


def _after(instruction: Instruction, facts: Facts) -> Span:
    end = facts.text.full_line_span(instruction.last_line).end
    return Span(end, end)


def _line(instruction: Instruction, facts: Facts) -> str:
    """What ends the line of an instruction where the file does not."""
    end = facts.text.full_line_span(instruction.last_line).end
    return "" if facts.text.data[end - 1 : end] == b"\n" else "\n"
