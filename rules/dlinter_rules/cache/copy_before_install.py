"""Files are copied before the installation of packages that does not need them.

## Why
A `COPY` is keyed on the content of everything it takes, and a rebuilt step rebuilds all later ones. With the
sources in it, any changed file rebuilds the later installation, although its manifests and lockfile are the
same; packages of the distribution, which need none of the files, are downloaded again.

## Instead
Copy the manifests, install, then copy the rest; or mount the manifests into the step: `RUN
--mount=type=bind,source=package.json,target=package.json …`. What the installation does not need at all is
copied after it.

## When to ignore it
The installation runs something of the sources that dlint cannot see, such as a build hook, a code generator
or a plug-in that is loaded by path.

## Fix safety
Unsafe: an installation may run scripts that need further files. A heredoc, or commands joined by `;`,
without `set -e` go on where the install fails; cut in two, the build stops there. A copy in a stage that
others are `FROM` moves into each of these: the stage alone, built as a target, has the files no longer.
Where it may be a target, it is parted instead, keeps its files, and the lines from the copy on are written
again below the install.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Gain, Related, Safety, Severity
from dlinter.model.cache.demand import demands
from dlinter.model.cache.in_a_row import files_first
from dlinter.model.cache.install_first import install_first
from dlinter.model.cache.proof.savings import replay
from dlinter.model.cache.sinking import whole_folders
from dlinter.model.cache.steps import Kind
from dlinter.model.cache.waste import Victim, Waste, brings_of, wastes, wastes_by_build
from dlinter.model.dockerfile import (
    Add,
    Copy,
    Onbuild,
    Run,
)
from dlinter.model.packages.tasks import installs_of
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule
from dlinter.values import replace

_ROW = "copy each install's manifests just before it, and the rest after the last install"
MOST_VICTIMS = 4
"""Installs that a fix is tried for."""


def check(instruction: Copy | Add | Run | Onbuild, context: Context) -> Iterator[Finding]:
    if isinstance(instruction, Onbuild):
        yield from _of_trigger(instruction, context)
        return
    if instruction.onbuild or instruction.error or (isinstance(instruction, Run) and not instruction.mounts):
        return
    for waste in context.facts.once(wastes):
        if waste.instruction is instruction:
            yield _finding(waste, context)


def _of_trigger(onbuild: Onbuild, context: Context) -> Iterator[Finding]:
    """No fix: what is built on the image may rely on what each trigger brings."""
    from dlinter.model.cache.triggers import trigger_wastes

    if not isinstance(onbuild.trigger, (Copy, Add)):
        return
    for found in context.facts.once(trigger_wastes):
        if found.onbuild is onbuild:
            waste, victim = found.waste, found.victim
            words = victim.demand.words.replace("`", "")
            where = "a stage built on this one" if found.within else "an image built on this one"
            needed = "" if waste.brings_needed else ", which needs none of them"
            files = files_first(waste, victim, waste.cache.facts)
            better = (
                f"trigger a copy of {_listed(files, victim.demand.needed.files) or 'its manifests'} alone "
                "before it, and of the rest after it"
                if waste.brings_needed and victim.demand.needed.files
                else "trigger the copy after it"
                if any(i.trigger is not None and i.first_line == found.line for i in
                    context.facts.of_kind(onbuild.stage, Onbuild))
                else "copy this there, after it"
            )
            yield Finding(
                onbuild.trigger.keyword.span,
                f"in {where}, any changed file rebuilds `{words}` on line {found.line}{needed}: {better}",
            )


def _finding(waste: Waste, context: Context) -> Finding:
    """About the install that is rebuilt most often, or the first of the others that a fix can help where that
    one has none."""
    victims = sorted(
        waste.victims, key=lambda v: (not v.demand.system, v.wasted or 0, -v.step.at), reverse=True
    )
    # the first of a row of installs, which others may need, is tried in any case
    tried = victims[:MOST_VICTIMS]
    if (earliest := min(victims, key=lambda v: v.step.at)) not in tried:
        tried[-1] = earliest
    # the last one, with which the whole row may come first
    if (last := max(victims, key=lambda v: v.step.at)) not in tried:
        tried.append(last)
    said = [_said(waste, victim, context) for victim in tried]
    if not any(fix for _, fix, _ in said):
        said += [_said(*each, context) for each in _of_other_builds(waste, context)]
    # the fix that brings most installs above what they do not need first
    fixed = sorted((each for each in said if each[1] is not None), key=lambda each: -each[2])
    message, fix, _ = (fixed or said)[0]
    return Finding(
        _span(waste),
        message,
        fix,
        tuple(Related(v.demand.run.keyword.span, "is rebuilt with it") for v in waste.victims
            if v.demand.run is not waste.instruction)[:10],
        cost=waste.wasted or None,
        otherwise=tuple((other, its) for other, its, _ in fixed[1:] if its is not None),
    )


def _of_other_builds(waste: Waste, context: Context) -> list[tuple[Waste, Victim]]:
    """The installs that the instruction has rebuilt in the builds of other targets alone."""
    known = {v.demand.run.index for v in waste.victims}
    others = [w for w in context.facts.once(wastes_by_build) if w.instruction is waste.instruction]
    found = [(w, v) for w in others if w is not waste for v in w.victims if v.demand.run.index not in known]
    return found[:MOST_VICTIMS]


def _said(waste: Waste, victim: Victim, context: Context) -> tuple[str, Fix | None, int]:
    """What to say of one install, its fix, and how many installs that moves."""
    if victim is not waste.victims[0]:
        waste = replace(waste, brings_needed=brings_of(waste.step, victim.demand, waste.cache.facts))
    files = files_first(waste, victim, context.facts)
    order, blocked = install_first(waste, victim, files, context.facts)
    fix = (
        Fix(order.title, tuple(Edit(*e) for e in order.edits), Safety.UNSAFE, gain=Gain.REBUILDS)
        if order is not None
        else None
    )
    return (
        (f"{_cost(waste, victim, context)}: "
        f"{_ROW if order is not None and order.row else _better(waste, victim, files, context)}"
        f"{f' (no fix: {blocked})' if blocked else ''}"),
        fix,
        order.moves if order is not None else 0,
    )


def _span(waste: Waste) -> Span:
    instruction = waste.instruction
    if isinstance(instruction, Run):
        return next((m.flag.span for m in instruction.mounts if m.type == "bind"), instruction.keyword.span)
    if isinstance(instruction, Copy) and instruction.from_ is not None:
        return instruction.sources[0].token.span if instruction.sources else instruction.keyword.span
    assert isinstance(instruction, (Copy, Add))
    wide = [
        s
        for s, item in zip(instruction.sources, waste.step.locals, strict=False)
        if not item.pattern or not _wanted(waste, item.pattern)
    ]
    return (wide or instruction.sources)[0].token.span if instruction.sources else instruction.keyword.span


def _wanted(waste: Waste, pattern: str) -> bool:
    return waste.victims[0].demand.wants(pattern)


def _cost(waste: Waste, victim: Victim, context: Context) -> str:
    """What the cache's model and the history know of it."""
    run, history = victim.demand.run, context.facts.history if waste.wasted else None
    words = victim.demand.words.replace("`", "")
    step = "this step" if run is waste.instruction else f"`{words}` on line {run.first_line}"
    if waste.stage is not None:
        taken = f"what it takes from stage `{waste.stage}`"
        if history is None or victim.wasted is None:
            return f"another content of {taken} rebuilds {step}, which does not need it"
        return (
            f"{victim.wasted} of the last {len(history)} commits may change {taken}, which rebuilds {step} "
            "although that does not need it"
        )
    if history is not None and victim.wasted is not None:
        needs = (
            "which needs none of these files"
            if not victim.demand.needed.files
            else f"what it needs changed in {victim.needed}"
        )
        rebuilt = replay(waste.cache, history).certain[victim.step.at] if waste.taken is not None else 0
        # the number that the fix and `dlint cache --plan` begin with
        if waste.taken is not None and rebuilt > waste.taken:
            needs = "although it needs none of them" if not victim.demand.needed.files else f"and {needs}"
            return (
                f"{rebuilt} of the last {len(history)} commits rebuild {step}, {waste.taken} of them by "
                f"these files, {needs}"
            )
        return f"{waste.taken} of the last {len(history)} commits rebuild {step}, {needs}"
    which = f"any changed file of {waste.files}" if waste.files > 1 else "any changed file"
    later = len(waste.cache.with_it(waste.step)) - (1 if run is waste.instruction else 2)
    return (
        f"{which} rebuilds {step}"
        + ("" if waste.brings_needed else ", which needs none of them")
        + (f", and {later} more step{'s' if later > 1 else ''}" if later > 0 else "")
    )


def _better(waste: Waste, victim: Victim, files: tuple[str, ...], context: Context) -> str:
    run = victim.demand.run
    if run.stage != waste.instruction.stage and waste.stage is None:
        named = (
            stage.name
            if (stage := waste.cache.facts.stage_of(waste.instruction)) is not None and stage.name
            else "it"
        )
        return (
            f"stage `{named}` has copied this before line {run.first_line} begins: copy it in the stages "
            "that need it, or install above it"
        )
    if isinstance(waste.instruction, Run) and run is not waste.instruction:
        return f"move line {run.first_line} above line {waste.instruction.first_line}"
    if run is waste.instruction:
        return f"mount {_listed(files) or 'its manifests'} alone"
    if waste.brings_needed and not victim.demand.builds and victim.demand.needed.files:
        told = _listed(files, victim.demand.needed.files) or "its manifests"
        if _second(waste, victim):
            return f"install in a stage of its own, which copies {told} alone"
        alone = (
            ", install in a step of its own, then copy the rest"
            if victim.demand.rest
            else ", install, then copy the rest"
        )
        return f"copy {told} first{alone}"
    if victim.demand.builds and victim.demand.first.tool.sources is not None:
        return f"copy only what the builds read: {_listed(files, victim.demand.needed.files)}"
    if victim.demand.builds:
        return (
            f"copy this after line {run.last_line}"
            if not waste.brings_needed
            else "copy the folder that it builds, then the rest"
        )
    if victim.demand.rest:
        return "move the installation to a step of its own before this"
    return "install first, then copy" if victim.demand.system else _later(waste, victim, context)


def _later(waste: Waste, victim: Victim, context: Context) -> str:
    """To copy it below the install, or, where an install in between reads what is copied, to move the
    install."""
    wanted, cache = context.facts.once(demands), waste.cache
    names = [path.rstrip("/").rpartition("/")[2] for source in waste.step.stages for path in source.paths]
    for at in sorted(cache.under(victim.step)):
        step = cache.steps[at]
        demand = (
            wanted.get(step.index) if waste.step.at < at < victim.step.at and step.kind is Kind.RUN else None
        )
        if demand is not None and any(demand.wants(name) for name in names):
            return (
                f"line {demand.run.first_line} needs it, so move line {victim.demand.run.first_line} above it"
            )
    return f"copy this after line {victim.demand.run.last_line}"


def _second(waste: Waste, victim: Victim) -> bool:
    """Whether the same tool has worked on the files before, so that the installation cannot come first."""
    tool, facts = victim.demand.first.tool.name, waste.cache.facts
    for at in waste.cache.under(victim.step):
        run = facts.dockerfile.instructions[waste.cache.steps[at].index]
        if (
            waste.step.at < at < victim.step.at
            and isinstance(run, Run)
            and any(t.tool.name == tool for t in installs_of(run, facts))
        ):
            return True
    return False


def _listed(files: tuple[str, ...], patterns: tuple[str, ...] = ()) -> str:
    whole = whole_folders(files, patterns)
    files = tuple(dict.fromkeys(f"{whole[f]}/" if f in whole else f for f in files))
    shown = " ".join(f"`{f}`" for f in files[:6])
    return shown + (f" and {len(files) - 6} more" if len(files) > 6 else "")


RULE: Rule[Copy | Add | Run | Onbuild] = Rule(
    id="copy-before-install",
    doc=__doc__,
    since="0.1.0",
    subject=(Copy, Add, Run, Onbuild),
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci\nRUN npm run build\n",
            fixed="FROM node:22\nWORKDIR /app\nCOPY package-lock.json package.json ./\nRUN npm ci\nCOPY . "
                ".\nRUN npm run build\n",
            files={"package.json": "{}", "package-lock.json": "{}", "index.js": ""},
        ),
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci\n",
            fixed="FROM node:22\nWORKDIR /app\nCOPY package-lock.json package.json ./\nCOPY "
                "packages/a/package.json ./packages/a/\nRUN npm ci\nCOPY . .\n",
            files={"package.json": '{"workspaces": ["packages/*"]}', "package-lock.json": "{}",
                "packages/a/package.json": "{}", "packages/a/index.js": ""},
        ),
        Bad("FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci\n"),
        Bad(
            "FROM python:3.13\nWORKDIR /app\nCOPY «.» /app\nRUN pip install -r requirements.txt\n",
            fixed="FROM python:3.13\nWORKDIR /app\nCOPY base.txt requirements.txt /app/\nRUN pip install -r "
                "requirements.txt\nCOPY . /app\n",
            files={"requirements.txt": "-r base.txt\nflask\n", "base.txt": "requests\n", "app.py": ""},
        ),
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN yarn --frozen-lockfile\n",
            fixed="FROM node:22\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn --frozen-lockfile\n"
                "COPY . .\n",
            files={"package.json": "{}", "yarn.lock": "", "index.js": ""},
        ),
        Bad("FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm ci && npm run build\n"),
        Bad(
            "FROM debian:13\nWORKDIR /app\nCOPY «.» .\nRUN apt-get update && apt-get install -y git && rm "
            "-rf /var/lib/apt/lists/*\n",
            fixed="FROM debian:13\nWORKDIR /app\nRUN apt-get update && apt-get install -y git && rm -rf "
                "/var/lib/apt/lists/*\nCOPY . .\n",
        ),
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «src» ./src\nCOPY package.json ./\nRUN npm install\nRUN npm "
            "run build\n",
            fixed="FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY src ./src\nRUN "
                "npm run build\n",
            files={"src/a.js": "", "package.json": "{}"},
            history=(("src/a.js",),) * 24 + (("package.json",),),
        ),
        Bad(
            "FROM node:22\nCOPY «./ui» /src/ui\nWORKDIR /src/ui\nRUN npm ci\nRUN npm run build\n",
            fixed="FROM node:22\nCOPY ui/package-lock.json ui/package.json /src/ui/\nWORKDIR /src/ui\nRUN "
                "npm ci\nCOPY ./ui /src/ui\nRUN npm run build\n",
            files={"ui/package.json": "{}", "ui/package-lock.json": "{}", "ui/a.js": ""},
            history=(("ui/a.js",),) * 24 + (("ui/package.json",),),
        ),
        Bad(
            "FROM node:22 AS base\nWORKDIR /app\nCOPY «.» .\nFROM base AS build\nRUN npm ci\nFROM base\n"
            "COPY --from=build /app/dist /app/dist\n",
            fixed="FROM node:22 AS base\nWORKDIR /app\nFROM base AS build\nCOPY package-lock.json "
                "package.json /app/\nRUN npm ci\nCOPY . /app/\nFROM base\nCOPY . /app/\n"
            "COPY --from=build /app/dist /app/dist\n",
            files={"package.json": "{}", "package-lock.json": "{}", "a.js": ""},
        ),
        Bad(
            "FROM python:3.13 AS app\nWORKDIR /srv\nCOPY «.» .\nCMD [\"./run\"]\nFROM app AS test\n"
            "RUN apt-get update && apt-get install -y git\nCMD [\"./test\"]\n",
            fixed="FROM python:3.13 AS app-base\nWORKDIR /srv\n\nFROM app-base AS app\nCOPY . .\n"
                "CMD [\"./run\"]\nFROM app-base AS test\nRUN apt-get update && apt-get install -y git\n"
                "COPY . .\nCMD [\"./test\"]\n",
            files={"run": "", "test": ""},
        ),
        Bad("FROM node:22\nWORKDIR /app\nADD «.» .\nRUN npm ci\n"),
        Bad(
            "FROM golang:1.25\nWORKDIR /app\nRUN «--mount=type=bind,target=.» go mod download\n",
            fixed="FROM golang:1.25\nWORKDIR /app\nRUN --mount=type=bind,source=go.mod,target=go.mod "
                "--mount=type=bind,source=go.sum,target=go.sum go mod download\n",
            files={"go.mod": "module x\n", "go.sum": "", "main.go": ""},
        ),
        Bad(
            "FROM node:22 AS ui\nWORKDIR /ui\nCOPY ui .\nRUN npm run build\nFROM python:3.13\nWORKDIR /app\n"
            "COPY --from=ui «/ui/dist» /app/static\n"
            "COPY requirements.txt .\nRUN pip install -r requirements.txt\n",
            files={"ui/a.js": "", "requirements.txt": ""},
            history=(("ui/a.js",),) * 24 + (("requirements.txt",),),
        ),
        Good("FROM node:22\nWORKDIR /app\nCOPY src ./src\nCOPY package.json ./\nRUN npm install\n",
            files={"src/a.js": "", "package.json": "{}"}, history=(("package.json",),) * 25),
        Bad(
            "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN npm run build\nRUN npm ci --omit=dev\n",
            files={"package.json": "{}", "package-lock.json": "{}", "a.js": ""},
            history=(("a.js",),) * 25,
        ),
        Good(
            "FROM rust:1 AS plan\nWORKDIR /a\nCOPY . .\nRUN cargo chef prepare\nFROM rust:1\nWORKDIR /a\n"
            "COPY --from=plan /a/recipe.json .\nRUN cargo chef cook\n"),
        Good(
            "FROM debian:13\nWORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y "
            "./build/app.deb\n"),
        Good("FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"),
        Good("FROM python:3.13\nCOPY . .\nRUN pip install .\n"),
        Good("FROM python:3.13\nCOPY . /app\nRUN pip install /app\n", files={"setup.py": "", "app/a.py": ""}),
        Good(
            "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            files={"package.json": '{"scripts": {"postinstall": "node build.js"}}',
                "package-lock.json": "{}", "build.js": ""},
        ),
        Good("FROM debian:12\nCOPY . .\nRUN apt-get update && apt-get install -y git\n"),
        Good("FROM node:22 AS b\nFROM node:22\nCOPY --from=b . .\nRUN npm ci\n"),
        Bad("FROM node:22\nWORKDIR /app\nONBUILD «COPY» . .\nONBUILD RUN npm ci\n"),
        Bad(
            "FROM node:22 AS base\nONBUILD «COPY» . /app\nFROM base\nWORKDIR /app\nRUN npm ci\n",
            files={"package.json": "{}", "package-lock.json": "{}", "a.js": ""},
        ),
        Good(
            "FROM node:22\nWORKDIR /app\nONBUILD COPY package*.json ./\nONBUILD RUN npm ci\nONBUILD COPY . "
            ".\n"),
        Good("FROM node:22 AS base\nONBUILD COPY . /app\nFROM base AS a\nFROM a\nWORKDIR /b\nRUN npm -v\n"),
    ),
)
