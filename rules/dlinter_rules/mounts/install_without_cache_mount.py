"""Packages are fetched without a cache mount: what was fetched last time is fetched again.

## Why
When a step is rebuilt, its package manager starts from nothing: one changed line in a lockfile downloads all of it anew. A cache
mount keeps the downloads between builds, outside of the image.

## Instead
`RUN --mount=type=cache,id=…,target=…` on the tool's own folder, which depends on the user, on `HOME` and on the tool's variables. On runners
that start empty each time the mount must be carried over by the CI, or it does nothing.

## Fix safety
Unsafe: what the tool keeps in its cache is no longer in the image. The mount needs the Dockerfile frontend 1.2 of 2020.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Arg, Form, Run
from dlinter.model.facts.values import user_at
from dlinter.model.image_reference import parse_reference
from dlinter.model.packages.folders import CacheFolder, Tool
from dlinter.model.packages.needs import Need, base_image, covering, needs_of, owner_of
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_LOOKED_AT = 300
"""Instructions whose mounts are looked at for an id: each finding asks, and files of 50,000 lines are linted, too."""


def _missing(run: Run, context: Context) -> list[Need]:
    missing, seen = [], set[str]()
    for need in needs_of(run, context.facts):
        if need.tool.name in seen:
            continue
        known = [t for t in need.targets if t]
        if known and all(covering(run, t, context.facts) for t in known):
            continue
        # A tool that keeps two folders is served by a mount on its first one.
        if known and covering(run, known[0], context.facts):
            continue
        seen.add(need.tool.name)
        missing.append(need)
    return missing


def _fix(run: Run, missing: list[Need], context: Context) -> Fix | None:
    owner = owner_of(user_at(run, context.facts))
    if owner is None or run.form is Form.EXEC or any(not t for need in missing for t in need.targets):
        return None
    flags = []
    for need in missing:
        sharing = f",sharing={need.tool.sharing}" if need.tool.sharing else ""
        for folder, target in zip(need.tool.folders, need.targets, strict=True):
            if not covering(run, target, context.facts):
                flags.append(f"--mount=type=cache,{_id(folder, target, need.tool, run, context)}target={target}{sharing}{owner}")
    at = run.flags[-1].span.end if run.flags else run.keyword.span.end
    return Fix("mount a cache", (Edit(Span(at, at), " " + " ".join(flags)),), Safety.UNSAFE)


def _id(folder: CacheFolder, target: str, tool: Tool, run: Run, context: Context) -> str:
    """`id=…,`: the one that the file's other mounts of this folder have, else the tool's name, the user unless it is root, and for packages of a
    distribution its name and release, and the architecture where the stage has it in a variable."""
    for other in context.dockerfile.instructions[:_LOOKED_AT]:
        for mount in other.mounts if isinstance(other, Run) else ():
            if mount.type == "cache" and (mount.target or "").rstrip("/") == target:
                return f"id={mount.id}," if mount.id else ""
    user = user_at(run, context.facts).partition(":")[0]
    parts = [tool.name, folder.name, "" if user in ("", "root", "0") or "$" in user else user]
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
    first = missing[0].install
    names = " and ".join(f"`{need.tool.name}`" for need in missing)
    targets = ", ".join(f"`{t}`" for need in missing for t in need.targets if t)
    what = f"mount a cache on {targets}" if targets else "mount a cache on its folder"
    start = first.command.argv[0].span
    end = first.subcommand.span if first.subcommand else start
    yield Finding(
        Span(start.start, max(start.end, end.end)),
        f"{names} {'fetches' if len(missing) == 1 else 'fetch'} everything again when this step is rebuilt: {what}",
        _fix(run, missing, context),
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
            fixed="FROM debian:12\nRUN --mount=type=cache,id=apt-cache-debian-12,target=/var/cache/apt,sharing=locked "
            "--mount=type=cache,id=apt-lib-debian-12,target=/var/lib/apt,sharing=locked apt-get update && apt-get install -y git\n",
        ),
        Bad(
            "FROM golang:1.24\nRUN --mount=type=bind,target=/src «go build» ./...\n",
            fixed="FROM golang:1.24\nRUN --mount=type=bind,target=/src --mount=type=cache,id=go-mod,target=/go/pkg/mod "
            "--mount=type=cache,id=go-build,target=/root/.cache/go-build go build ./...\n",
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
        Good("FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n"),
        Good("FROM debian:12\nRUN apt-get update\n"),
        Good("FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache pip install flask\n"),
    ),
)
