"""Packages are fetched without a cache mount: what was fetched last time is fetched again.

## Why
When a step is rebuilt, its package manager starts from nothing: one changed line in a lockfile downloads all of it again. A cache
mount keeps the downloads between builds, outside of the image.

## Instead
`RUN --mount=type=cache,id=…,target=…` on the tool's own folder, which depends on the user, on `HOME` and on the tool's variables. On runners
that start empty each time the mount must be carried over by the CI, or it does nothing.

## Fix safety
Unsafe: what the tool keeps in its cache is no longer in the image, and what would keep the mount empty is taken out: `--no-cache-dir`, the clean-up in the same step,
Debian's `docker-clean`. The mount needs the Dockerfile frontend 1.2 of 2020.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dlinter.finding import Edit, Finding, Fix, Gain, Safety, Severity
from dlinter.model.dockerfile import Arg, Form, Run
from dlinter.model.image_reference import parse_reference
from dlinter.model.packages.distributions import base_image
from dlinter.model.packages.tasks import Cache, Task, covering, fetches_of
from dlinter.model.packages.tool import INDEX
from dlinter.model.packages.users import owner_of, person_at
from dlinter.model.shell.cuts import cut_command, cut_word
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_COLUMNS = 110
_LOOKED_AT = 300
"""Instructions whose mounts are looked at for an id: each finding asks, and files of 50,000 lines are linted, too."""


@dataclass(frozen=True, slots=True)
class _Mount:
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
        seen.add(task.tool.name)
        missing.append(task)
    return missing


def _mounts(run: Run, missing: list[Task], context: Context) -> tuple[list[_Mount], str]:
    """The mounts to add, each folder once, and what stands in the way of them ("" for nothing). A folder where a mount would hide what an
    earlier step made is left out where the tool has another."""
    found: dict[str, _Mount] = {}
    for task in missing:
        hidden = ""
        for cache in task.caches:
            if not cache.path or cache.why:
                return [], cache.why
            before = task.hidden_before(cache)
            if before is not None:
                hidden = f"`{task.install.words}` needs {before.why.removeprefix('it reads ')}" if before.why.startswith("it reads ") else before.why
                continue
            later = task.read_later(cache)
            if later is not None and cache.content == INDEX:
                hidden = later.why
                continue
            if later is not None:
                return [], later.why
            breaking = next((r for r in task.removals(cache) if r.breaks and r.word is not None), None)
            if breaking is not None and breaking.word is not None:
                return [], f"`{breaking.command.name}` of `{breaking.word.value}` in this step fails on a mount"
            if covering(run, cache.path, context.facts) is None:
                found.setdefault(cache.path, _Mount(task, cache))
        if hidden and not any(m.task is task for m in found.values()):
            return [], hidden
    return list(found.values()), ""


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
    return Fix("mount a cache", (Edit(Span(at, at), _written(flags, run, context)), *_kept(run, mounts, context)), Safety.UNSAFE, gain=Gain.CACHE)


def _written(flags: list[str], run: Run, context: Context) -> str:
    """The mounts in the instruction's line, or each in a line of its own where that gets long."""
    text = context.facts.text
    line = text.slice(Span(run.keyword.span.start, text.full_line_span(run.first_line).end)).rstrip()
    if len(line) + sum(len(f) + 1 for f in flags) <= _COLUMNS:
        return " " + " ".join(flags)
    following = f" {context.dockerfile.escape}\n    "
    return " " + following.join(flags) + following.removesuffix(" ")


def _kept(run: Run, mounts: list[_Mount], context: Context) -> Iterator[Edit]:
    """Edits of all that would keep the mounts empty: options, a clean-up in the same step, Debian's docker-clean."""
    data, commands, cut = context.facts.text.data, context.facts.script(run).commands, set[int]()
    for task in dict.fromkeys(m.task for m in mounts):
        for reason in task.useless:
            if reason.word is not None:
                yield Edit(cut_word(reason.word, data, context.dockerfile.escape), "")
            elif reason.setting.startswith("/") and commands[0].outer.start not in cut:
                cut.add(commands[0].outer.start)
                yield Edit(Span(commands[0].outer.start, commands[0].outer.start), f"rm -f {reason.setting} && ")
    for mount in mounts:
        for removal in mount.task.removals(mount.cache):
            if removal.command.outer.start in cut or not removal.alone:
                continue
            span = cut_command(removal.command, commands, data)
            if span is not None:
                cut.add(removal.command.outer.start)
                yield Edit(span, "")


def _id(mount: _Mount, run: Run, context: Context) -> str:
    """`id=…,`: the one that the file's other mounts of this folder have, else the tool's name, the user unless it is root, and for packages of a
    distribution its name and release, and the architecture where the stage has it in a variable."""
    tool, target = mount.task.tool, mount.cache.path
    for other in context.dockerfile.instructions[:_LOOKED_AT]:
        for there in other.mounts if isinstance(other, Run) else ():
            if there.type == "cache" and (there.target or "").rstrip("/") == target:
                return f"id={there.id}," if there.id else ""
    person = person_at(run, context.facts)
    parts = [tool.name, mount.cache.folder.name, "" if person.root or "$" in person.name else person.name]
    if tool.by_platform and context.stage is not None:
        image = base_image(context.stage, context.facts)
        named = parse_reference(image) if "$" not in image else None
        parts += [named.path.rsplit("/", 1)[-1], named.tag or ""] if named is not None else []
        declared = {pair.key.value for arg in context.facts.of_kind(run.stage, Arg) if arg.index < run.index for pair in arg.pairs}
        parts += [f"${name}" for name in ("TARGETARCH", "TARGETVARIANT") if name in declared]
    return f"id={'-'.join(p for p in parts if p)},"


def check(run: Run, context: Context) -> Iterator[Finding]:
    if run.onbuild or run.error:
        return
    missing = _missing(run, context)
    if not missing:
        return
    mounts, blocked = _mounts(run, missing, context)
    first = missing[0].install
    names = " and ".join(f"`{task.tool.name}`" for task in missing)
    targets = ", ".join(dict.fromkeys(f"`{m.cache.path}`" for m in mounts)) or ", ".join(dict.fromkeys(f"`{c.path}`" for t in missing for c in t.caches if c.path and not c.why))
    moved = next((c.variable for t in missing for c in t.caches if c.path and c.why and c.variable), "")
    what = f"mount a cache on {targets}" if targets else f"set `{moved}` and mount a cache there" if moved else "mount a cache on its folder"
    start = first.command.argv[0].span
    end = first.subcommand.span if first.subcommand else start
    yield Finding(
        Span(start.start, max(start.end, end.end)),
        f"{names} {'fetches' if len(missing) == 1 else 'fetch'} everything again when this step is rebuilt: {what}{f' (no fix: {blocked})' if blocked else ''}",
        _fix(run, mounts, context) if not blocked else None,
    )


RULE = Rule(
    id="install-without-cache-mount",
    doc=__doc__,
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    examples=(
        Bad(
            "FROM node:22\nRUN «npm ci»\n",
            fixed="FROM node:22\nRUN --mount=type=cache,id=npm,target=/root/.npm npm ci\n",
        ),
        Bad(
            "FROM debian:12\nRUN apt-get update && «apt-get install» -y git\n",
            fixed="FROM debian:12\nRUN --mount=type=cache,id=apt-cache-debian-12,target=/var/cache/apt,sharing=locked \\\n"
            "    --mount=type=cache,id=apt-lib-debian-12,target=/var/lib/apt,sharing=locked \\\n"
            "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y git\n",
        ),
        Bad(
            "FROM debian:12\nRUN apt-get update \\\n    && «apt-get install» -y git \\\n    && rm -rf /var/lib/apt/lists/*\n",
            fixed="FROM debian:12\nRUN --mount=type=cache,id=apt-cache-debian-12,target=/var/cache/apt,sharing=locked \\\n"
            "    --mount=type=cache,id=apt-lib-debian-12,target=/var/lib/apt,sharing=locked \\\n"
            "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update \\\n    && apt-get install -y git\n",
        ),
        Bad(
            "FROM python:3.13\nRUN «pip install» --no-cache-dir flask\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip pip install flask\n",
        ),
        Bad(
            "FROM python:3.13\nRUN «pip install» \\\n    flask \\\n    --no-cache-dir\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip pip install \\\n    flask\n",
        ),
        Bad(
            "FROM golang:1.24\nRUN --mount=type=bind,target=/src «go build» ./...\n",
            fixed="FROM golang:1.24\nRUN --mount=type=bind,target=/src --mount=type=cache,id=go-mod,target=/go/pkg/mod \\\n"
            "    --mount=type=cache,id=go-build,target=/root/.cache/go-build \\\n    go build ./...\n",
        ),
        Bad(
            "FROM node:22\nUSER node\nRUN «npm ci»\n",
            fixed="FROM node:22\nUSER node\nRUN --mount=type=cache,id=npm-node,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n",
        ),
        Bad(
            "FROM python:3.13\nENV PIP_CACHE_DIR=/cache/pip\nRUN «pip install» flask\n",
            fixed="FROM python:3.13\nENV PIP_CACHE_DIR=/cache/pip\nRUN --mount=type=cache,id=pip,target=/cache/pip pip install flask\n",
        ),
        Bad(
            "FROM alpine:3.22\nARG TARGETARCH\nRUN «apk add» git\n",
            fixed="FROM alpine:3.22\nARG TARGETARCH\nRUN --mount=type=cache,id=apk-alpine-3.22-$TARGETARCH,target=/etc/apk/cache,sharing=locked apk add git\n",
        ),
        Bad(
            "FROM node:22 AS a\nRUN --mount=type=cache,target=/root/.npm npm ci\nFROM node:22\nRUN «npm ci»\n",
            fixed="FROM node:22 AS a\nRUN --mount=type=cache,target=/root/.npm npm ci\nFROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
        ),
        Bad(
            "FROM debian:12\nRUN apt-get update\nRUN «apt-get install» -y git\n",
            fixed="FROM debian:12\nRUN apt-get update\nRUN --mount=type=cache,id=apt-cache-debian-12,target=/var/cache/apt,sharing=locked "
            "rm -f /etc/apt/apt.conf.d/docker-clean && apt-get install -y git\n",
        ),
        Bad(
            "FROM python:3.13\nRUN «pip install» pipenv==2025.0.4 && pipenv sync\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip \\\n    --mount=type=cache,id=pipenv,target=/root/.cache/pipenv \\\n"
            "    pip install pipenv==2025.0.4 && pipenv sync\n",
        ),
        Bad("FROM example.org/dotnet/sdk:9\nRUN «dotnet restore»\nRUN dotnet publish --no-restore -o /out\n"),
        Bad("FROM ruby:3.4\nRUN «bundle install» && rm -rf $GEM_HOME/cache\n"),
        Good("FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n"),
        Good("FROM debian:12\nRUN apt-get update\n"),
        Good("FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache pip install flask\n"),
    ),
)
