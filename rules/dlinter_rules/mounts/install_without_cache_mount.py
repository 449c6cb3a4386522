"""Packages are fetched without a cache mount: what was fetched last time is fetched again.

## Why
When a step is rebuilt, its package manager starts from nothing: one changed line in a lockfile downloads all
of it again. A cache mount keeps the downloads between builds, outside of the image.

With a git history of 20 commits a step that none of the last 100 rebuilt is left alone; without, one note
names all steps of the file.

## Instead
`RUN --mount=type=cache,id=…,target=…` on the tool's own folder, which depends on the user, on `HOME` and on
the tool's variables. On runners that start empty each time the mount must be carried over by the CI, or it
does nothing.

## When to ignore it
Builds run where no cache mount survives, the builder is not BuildKit, or the step is so quick that a download
does not matter.

## Fix safety
Unsafe: what the tool keeps in its cache is no longer in the image, and what would keep the mount empty is
taken out: `--no-cache-dir`, the clean-up in the same step, Debian's `docker-clean`, which is then missing in
the image, too. The mount needs the Dockerfile frontend 1.2 of 2020.
"""

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from dlinter.finding import Edit, Finding, Fix, Gain, Related, Safety, Severity
from dlinter.model.cache.rates import rebuilt_by_commits
from dlinter.model.dockerfile import Arg, Dockerfile, Form, Run
from dlinter.model.facts.facts import Facts
from dlinter.model.image_reference import parse_reference
from dlinter.model.packages.distributions import base_image
from dlinter.model.packages.misplaced import misplaced
from dlinter.model.packages.removals import Removal, before_all, cuts, path_of
from dlinter.model.packages.tasks import Cache, Task, covering, fetches_of
from dlinter.model.packages.tool import INDEX
from dlinter.model.packages.users import owner_of, person_at
from dlinter.model.shell.cuts import cut_word
from dlinter.model.text import Span
from dlinter.model.work import TooMuchWork
from dlinter.rule import Bad, Context, Good, Rule

_COLUMNS = 110
_NAMED = 6
"""Steps that one note names."""
_FIXED = 40
"""Steps of one note that are looked at for a fix; those after them get theirs when these are fixed."""
_MOST = 300
"""Steps without a mount that are told of; the longest real file has some ten."""
_LOOKED_AT = 300
"""Instructions whose mounts are looked at for an id: each finding asks, and files of 50,000 lines are linted,
too."""

_REMOVES = re.compile(
    r"\b(?:autoremove|auto-remove|autopurge|purge|remove|aptitude|apt-mark|dpkg(?!\s+--print-|"
    r"-architecture))\b"
)


class _Mount(Struct, frozen=True):
    """A mount that is missing: whose folder it is."""

    task: Task
    cache: Cache


def _missing(run: Run, context: Context) -> list[Task]:
    missing, seen = [], set[str]()
    for task in fetches_of(run, context.facts):
        if task.tool.name in seen:
            continue
        known = [c.path for c in task.caches if c.path]
        # A tool that keeps several folders is served by a mount on its first one.
        if known and covering(run, known[0], context.facts):
            continue
        if next(misplaced(task), None) is not None:
            continue  # `cache-mount-unreachable-target` moves the mount
        seen.add(task.tool.name)
        missing.append(task)
    return missing


def _mounts(run: Run, missing: list[Task], context: Context) -> tuple[list[_Mount], str]:
    """The mounts to add, each folder once, and what stands in the way of them ("" for nothing). A folder
    where a mount would hide what an earlier step made is left out where the tool has another."""
    found: dict[str, _Mount] = {}
    for task in missing:
        if task.tool.one_index and "TARGETARCH" not in _declared(run, context):
            # apk-tools 2 names the index by the repository's URL alone: a build for two platforms would read
            # the other one's.
            return (
                [],
                (f"`{task.tool.name}` keeps one index for all platforms, so its mount needs `ARG TARGETARCH` "
                "before this step"),
            )
        hidden = ""
        for cache in task.caches:
            if not cache.path or cache.why:
                return [], cache.why
            before = task.hidden_before(cache)
            if before is not None:
                hidden = (
                    f"`{task.install.words}` needs {before.why.removeprefix('it reads ')}"
                    if before.why.startswith("it reads ")
                    else before.why
                )
                continue
            if cache.path == "/var/lib/apt" and (removing := _removes(run, context)) is not None:
                hidden = f"line {removing.first_line} may ask there which packages were installed for others"
                continue
            later = task.read_later(cache)
            if later is not None and cache.content == INDEX:
                hidden = later.why
                continue
            if later is not None:
                return [], later.why
            breaking = next(
                (
                    r
                    for r in task.removals(cache)
                    if r.breaks and r.word is not None and not _cleans(r, cache, run, context)
                ),
                None,
            )
            if breaking is not None and breaking.word is not None:
                return (
                    [],
                    f"`{breaking.command.name}` of `{breaking.word.value}` in this step fails on a mount",
                )
            if _cuts(task.removals(cache), run, context)[1]:
                hidden = hidden or f"the step empties `{cache.path}`"
                continue
            if covering(run, cache.path, context.facts) is None:
                found.setdefault(cache.path, _Mount(task, cache))
        if hidden and not any(m.task is task for m in found.values()):
            return [], hidden
    return list(found.values()), ""


def _removes(run: Run, context: Context) -> Run | None:
    """A step that removes packages: apt notes in /var/lib/apt/extended_states which ones were installed for
    others alone, and a mount keeps that from the image."""
    stage = context.facts.stage_of(run)
    if stage is None:
        return None
    stages, near = context.facts.dockerfile.stages, {stage.index}
    at = stage
    while at.base is not None and at.base not in near:
        near.add(at.base)
        at = stages[at.base]
    for other in stages[stage.index :]:
        if other.base in near and other.base is not None and other.base >= stage.index:
            near.add(other.index)
    removing = context.facts.once(_removing)
    return next((removing[index] for index in sorted(near) if index in removing), None)


def _removing(facts: Facts) -> dict[int, Run]:
    """By stage the first step that removes packages."""
    found: dict[int, Run] = {}
    for run in facts.dockerfile.instructions:
        if (
            isinstance(run, Run)
            and run.stage is not None
            and run.stage not in found
            and _REMOVES.search(facts.text.slice(run.span))
        ):
            found[run.stage] = run
    return found


def _fix(run: Run, mounts: list[_Mount], context: Context) -> Fix | None:
    owner = owner_of(person_at(run, context.facts))
    if owner is None or run.form is Form.EXEC or not mounts:
        return None
    flags = []
    for mount in mounts:
        tool, target = mount.task.tool, mount.cache.path
        sharing = f",sharing={tool.sharing}" if tool.sharing else ""
        flags.append(f"--mount=type=cache,{_id(mount, run, context)}target={target}{sharing}{owner}")
    at = run.flags[-1].span.end if run.flags else run.keyword.span.end
    return Fix(
        "mount a cache",
        (Edit(Span(at, at), _written(flags, run, context)), *_kept(run, mounts, context)),
        Safety.UNSAFE,
        gain=Gain.CACHE,
    )


def _written(flags: list[str], run: Run, context: Context) -> str:
    """The mounts in the instruction's line, or each in a line of its own where that gets long."""
    text = context.facts.text
    line = text.slice(Span(run.keyword.span.start, text.full_line_span(run.first_line).end)).rstrip()
    if len(line) + sum(len(f) + 1 for f in flags) <= _COLUMNS:
        return " " + " ".join(flags)
    following = f" {context.dockerfile.escape}\n    "
    at = run.flags[-1].span.end if run.flags else run.keyword.span.end
    head = at - text.full_line_span(text.line_of(at)).start
    # the commands begin on a line of their own
    ends = (
        text.slice(Span(at, text.full_line_span(text.line_of(at)).end)).strip() == context.dockerfile.escape
    )
    return (
        (" " if head + len(flags[0]) < _COLUMNS else following)
        + following.join(flags)
        + ("" if ends else following.removesuffix(" "))
    )


def _cleans(removal: Removal, cache: Cache, run: Run, context: Context) -> bool:
    """Whether a command deletes the folder itself and nothing above it, so that this can go when the folder
    is a mount."""
    if removal.word is None or path_of(removal.word, run, context.facts) != cache.path:
        return False
    return not _cuts((removal,), run, context)[1]


def _kept(run: Run, mounts: list[_Mount], context: Context) -> Iterator[Edit]:
    """Edits of all that would keep the mounts empty: options, a clean-up in the same step, Debian's
    docker-clean."""
    data, commands, cut = context.facts.text.data, context.facts.script(run).commands, set[int]()
    for task in dict.fromkeys(m.task for m in mounts):
        for reason in task.useless_or_maybe:
            if reason.word is not None:
                yield Edit(cut_word(reason.word, data, context.dockerfile.escape), "")
            elif reason.setting.startswith("/") and commands[0].outer.start not in cut:
                cut.add(commands[0].outer.start)
                start = before_all(context.facts.script(run))
                yield Edit(Span(start, start), f"rm -f {reason.setting} && ")
    found = [r for m in mounts for r in m.task.removals(m.cache) if r.command.outer.start not in cut]
    for span in _cuts(tuple(found), run, context)[0]:
        yield Edit(span, "")


def _cuts(found: tuple[Removal, ...], run: Run, context: Context) -> tuple[list[Span], list[Removal]]:
    return cuts(found, context.facts.script(run).commands, context.facts.text.data, context.dockerfile.escape)


def _declared(run: Run, context: Context) -> set[str]:
    """The build arguments that the stage declares before a step."""
    return {
        pair.key.value
        for arg in context.facts.of_kind(run.stage, Arg)
        if arg.index < run.index
        for pair in arg.pairs
    }


def _id(mount: _Mount, run: Run, context: Context) -> str:
    """`id=…,`: the one that the file's other mounts of this folder have, else the tool's name, the user
    unless it is root, and for packages of a distribution its name and release, and the architecture where the
    stage has it in a variable. One id in two folders would mix what is in them."""
    tool, target = mount.task.tool, mount.cache.path
    taken = set()
    for other in context.dockerfile.instructions[:_LOOKED_AT]:
        for there in other.mounts if isinstance(other, Run) else ():
            if there.type == "cache" and (there.target or "").rstrip("/") == target:
                return f"id={there.id}," if there.id else ""
            if there.type == "cache":
                taken.add(there.id)
    person = person_at(run, context.facts)
    parts = [tool.name, mount.cache.folder.name, "" if person.root or "$" in person.name else person.name]
    stage = context.facts.stage_of(run)
    if tool.by_platform and stage is not None:
        image = base_image(stage, context.facts)
        named = parse_reference(image) if "$" not in image else None
        parts += [named.path.rsplit("/", 1)[-1], named.tag or ""] if named is not None else []
        declared = _declared(run, context)
        parts += [f"${name}" for name in ("TARGETARCH", "TARGETVARIANT") if name in declared]
    name = "-".join(p for p in parts if p)
    if name in taken:
        name += f"-{target.rpartition('/')[2]}"
    return f"id={name},"


class _Step(Struct, frozen=True):
    """A RUN without a mount that it should have."""

    run: Run
    missing: list[Task]
    mounts: list[_Mount]
    blocked: str
    rebuilt: int | None = None

    @property
    def span(self) -> Span:
        first = self.missing[0].install
        start = first.command.argv[0].span
        end = first.subcommand.span if first.subcommand else start
        return Span(start.start, max(start.end, end.end))

    @property
    def tools(self) -> str:
        return " and ".join(f"`{(task.tool.variant_of or (task.tool.name,))[0]}`" for task in self.missing)

    @property
    def what(self) -> str:
        targets = ", ".join(dict.fromkeys(f"`{m.cache.path}`" for m in self.mounts))
        targets = targets or ", ".join(
            dict.fromkeys(f"`{c.path}`" for t in self.missing for c in t.caches if c.path and not c.why)
        )
        moved = next(
            (c.variable for t in self.missing for c in t.caches if c.path and c.why and c.variable), ""
        )
        return (
            f"mount a cache on {targets}"
            if targets
            else f"set `{moved}` and mount a cache there"
            if moved
            else "mount a cache on its folder"
        )


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    wanting = (
        (run, missing)
        for run in dockerfile.instructions
        if isinstance(run, Run) and (missing := _without_mount(run, context))
    )
    found = list(islice(wanting, _MOST))
    if not found:
        return
    yield from _findings(found, context)
    if (more := next(wanting, None)) is not None:
        at = f"line {more[0].first_line}"
        raise TooMuchWork(f"more than {_MOST} steps have no cache mount: those from {at} on are left out")


def _findings(found: list[tuple[Run, list[Task]]], context: Context) -> Iterator[Finding]:
    counts = rebuilt_by_commits(context.facts)
    looked_at = _FIXED if counts is None else len(found)
    steps = [_Step(run, missing, *_mounts(run, missing, context)) for run, missing in found[:looked_at]]
    steps += [_Step(run, missing, [], "") for run, missing in found[looked_at:]]
    if counts is not None:
        history = context.facts.history
        for step in steps:
            count = counts.get(step.run.index, 1)
            if count:
                seen = (
                    f" (by up to {count} of the last {len(history)} commits)"
                    if history is not None and count > 1
                    else ""
                )
                yield _finding(step, seen, count, context)
    elif len(steps) == 1:
        yield _finding(steps[0], "", None, context)
    else:
        yield _together(steps, context)


def _without_mount(run: Run, context: Context) -> list[Task]:
    return _missing(run, context) if not run.onbuild and run.error is None else []


def _finding(step: _Step, seen: str, cost: int | None, context: Context) -> Finding:
    fetches = "fetches" if len(step.missing) == 1 else "fetch"
    return Finding(
        step.span,
        f"{step.tools} {fetches} everything again when this step is rebuilt{seen}: "
        f"{step.what}{f' (no fix: {step.blocked})' if step.blocked else ''}",
        _fix(step.run, step.mounts, context) if not step.blocked else None,
        cost=cost,
    )


def _together(steps: list[_Step], context: Context) -> Finding:
    """One note for all steps: which of them is rebuilt how often is not known."""
    shown = ", ".join(f"{s.tools} on line {s.run.first_line}" for s in steps[:_NAMED])
    more = f" and {len(steps) - _NAMED} more steps" if len(steps) > _NAMED else ""
    fixes = [fix for s in steps if not s.blocked and (fix := _fix(s.run, s.mounts, context)) is not None]
    left = next((s for s in steps if s.blocked), None)
    blocked = f" (no fix of line {left.run.first_line}: {left.blocked})" if left is not None else ""
    targets = ", ".join(dict.fromkeys(f"`{m.cache.path}`" for s in steps for m in s.mounts))
    fix = (
        Fix(
            "mount a cache" if len(fixes) == 1 else f"mount a cache in {len(fixes)} steps",
            tuple(e for f in fixes for e in f.edits),
            Safety.UNSAFE,
            gain=Gain.CACHE,
        )
        if fixes
        else None
    )
    return Finding(
        steps[0].span,
        f"{len(steps)} steps fetch everything again when they are rebuilt, {shown}{more}: mount a cache on "
        f"{targets or 'their folders'}{blocked}",
        fix,
        tuple(Related(s.span, f"{s.tools}: {s.what}") for s in steps[1 : _FIXED + 1]),
    )


RULE: Rule[Dockerfile] = Rule(
    id="install-without-cache-mount",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    examples=(
        Bad(
            "FROM node:22\nRUN «npm ci»\n",
            fixed="FROM node:22\nRUN --mount=type=cache,id=npm,target=/root/.npm npm ci\n",
        ),
        Bad(
            "FROM debian:12\nRUN apt-get update && «apt-get install» -y git\n",
            fixed="FROM debian:12\nRUN "
                "--mount=type=cache,id=apt-cache-debian-12,target=/var/cache/apt,sharing=locked \\\n"
            "    --mount=type=cache,id=apt-lib-debian-12,target=/var/lib/apt,sharing=locked \\\n"
            "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y git\n",
        ),
        Bad(
            "FROM debian:12\nRUN apt-get update && «apt-get install» -y git\nRUN apt-get purge -y "
            "--auto-remove git\n",
            fixed="FROM debian:12\nRUN "
                "--mount=type=cache,id=apt-cache-debian-12,target=/var/cache/apt,sharing=locked \\\n"
            "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y git\nRUN "
            "apt-get purge -y --auto-remove git\n",
        ),
        Bad(
            "FROM debian:12\nRUN apt-get update \\\n    && «apt-get install» -y git \\\n    && rm -rf "
            "/var/lib/apt/lists/*\n",
            fixed="FROM debian:12\nRUN "
                "--mount=type=cache,id=apt-cache-debian-12,target=/var/cache/apt,sharing=locked \\\n"
            "    --mount=type=cache,id=apt-lib-debian-12,target=/var/lib/apt,sharing=locked \\\n"
            "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update \\\n    && apt-get install -y "
            "git\n",
        ),
        Bad(
            "FROM debian:12\nRUN \\\n    apt-get update && \\\n    «apt-get install» -y git\n",
            fixed="FROM debian:12\nRUN "
                "--mount=type=cache,id=apt-cache-debian-12,target=/var/cache/apt,sharing=locked \\\n"
            "    --mount=type=cache,id=apt-lib-debian-12,target=/var/lib/apt,sharing=locked \\\n"
            "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && \\\n    apt-get install -y "
            "git\n",
        ),
        Good("FROM rust:1.83\nRUN cargo chef prepare --recipe-path recipe.json\n"),
        Good("FROM golang:1.24\nCOPY . .\nRUN go build -mod=vendor ./...\n"),
        Good("FROM node:22\nRUN pnpm i --offline --frozen-lockfile\n"),
        Bad(
            "FROM ubuntu:24.04\nRUN apt-get update && «apt-get upgrade» -y\n",
            fixed="FROM ubuntu:24.04\nRUN "
                "--mount=type=cache,id=apt-cache-ubuntu-24.04,target=/var/cache/apt,sharing=locked \\\n"
            "    --mount=type=cache,id=apt-lib-ubuntu-24.04,target=/var/lib/apt,sharing=locked \\\n"
            "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get upgrade -y\n",
        ),
        Bad("FROM python:3.12\nENV PIP_OPTIONS=--no-cache-dir\nRUN «pip install» $PIP_OPTIONS flask\n"),
        Bad("FROM node:22\nRUN su node -c \"«npm install» -g http-server\"\n"),
        Bad("FROM python:3.13\nRUN useradd -m app && runuser app -c '«pip install» --user flask'\n"),
        Bad(
            "FROM python:3.13\nRUN «pip install» flask && rm -rf ~/.cache/pip\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip pip install "
                "flask\n",
        ),
        Bad("FROM python:3.13\nRUN «pip install» flask && rm -rf ~/.cache\n"),
        Bad(
            "FROM python:3.13\nRUN «pip install» --no-cache-dir flask\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip pip install "
                "flask\n",
        ),
        Bad(
            "FROM python:3.13\nRUN «pip install» \\\n    flask \\\n    --no-cache-dir\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip pip install \\\n "
                "   flask\n",
        ),
        Bad(
            "FROM golang:1.24\nRUN --mount=type=bind,target=/src «go build» ./...\n",
            fixed="FROM golang:1.24\nRUN --mount=type=bind,target=/src "
                "--mount=type=cache,id=go-mod,target=/go/pkg/mod \\\n"
            "    --mount=type=cache,id=go-build,target=/root/.cache/go-build \\\n    go build ./...\n",
        ),
        Bad(
            "FROM node:22\nUSER node\nRUN «npm ci»\n",
            fixed="FROM node:22\nUSER node\nRUN "
                "--mount=type=cache,id=npm-node,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n",
        ),
        Bad(
            "FROM python:3.13\nENV PIP_CACHE_DIR=/cache/pip\nRUN «pip install» flask\n",
            fixed="FROM python:3.13\nENV PIP_CACHE_DIR=/cache/pip\nRUN "
                "--mount=type=cache,id=pip,target=/cache/pip pip install flask\n",
        ),
        Bad(
            "FROM alpine:3.22\nARG TARGETARCH\nRUN «apk add» git\n",
            fixed="FROM alpine:3.22\nARG TARGETARCH\nRUN "
                "--mount=type=cache,id=apk-alpine-3.22-$TARGETARCH,target=/etc/apk/cache,sharing=locked apk "
                "add git\n",
        ),
        Bad(
            "FROM node:22 AS a\nRUN --mount=type=cache,target=/root/.npm npm ci\nFROM node:22\nRUN «npm "
            "ci»\n",
            fixed="FROM node:22 AS a\nRUN --mount=type=cache,target=/root/.npm npm ci\nFROM node:22\nRUN "
                "--mount=type=cache,target=/root/.npm npm ci\n",
        ),
        Bad(
            "FROM debian:12\nRUN apt-get update\nRUN «apt-get install» -y git\n",
            fixed="FROM debian:12\nRUN apt-get update\nRUN "
                "--mount=type=cache,id=apt-cache-debian-12,target=/var/cache/apt,sharing=locked "
            "rm -f /etc/apt/apt.conf.d/docker-clean && apt-get install -y git\n",
        ),
        Bad(
            "FROM python:3.13\nRUN «pip install» pipenv==2025.0.4 && pipenv sync\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip \\\n    "
                "--mount=type=cache,id=pipenv,target=/root/.cache/pipenv \\\n"
            "    pip install pipenv==2025.0.4 && pipenv sync\n",
        ),
        Bad("FROM example.org/dotnet/sdk:9\nRUN «dotnet restore»\nRUN dotnet publish --no-restore -o /out\n"),
        Bad(
            "FROM ruby:3.4\nRUN «bundle install» && rm -rf $GEM_HOME/cache\n",
            fixed="FROM ruby:3.4\nRUN --mount=type=cache,id=bundler,target=/usr/local/bundle/cache bundle "
                "install\n",
        ),
        Bad(
            "FROM python:3.13\nRUN «pip install» --no-cache -r requirements.txt\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip pip install -r "
                "requirements.txt\n",
        ),
        Bad(
            "FROM python:3.13\nRUN «pip wheel» -r requirements.txt -w /w\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip pip wheel -r "
                "requirements.txt -w /w\n",
        ),
        Bad("FROM base.example/go:1\nRUN «go mod» download\nRUN go mod verify\n"),
        Bad("FROM base.example/go:1\nRUN go env\nRUN «go mod» download\n"),
        Good("FROM python:3.13\nRUN pip install --no-cache /wheels/*\n"),
        Good("FROM python:3.13\nRUN pip install --no-index --find-links /w flask\n"),
        Good("FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n"),
        Good("FROM debian:12\nRUN apt-get update\n"),
        Good("FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache pip install flask\n"),
    ),
)
