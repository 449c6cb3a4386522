"""What a package manager fetched or listed stays in a layer of the image.

## Why
Package lists and download caches are of no use to a container, and every pull transfers them: 20 to 300 MB.
Deleting them in a later step does not help.

## Instead
Mount a cache over the folder, `RUN --mount=type=cache,target=…`: the files are then kept for the next build
and never get into a layer. Where no builder keeps a cache, delete them in the same `RUN`, or tell the manager
not to write them (`--no-cache-dir`, `apk add --no-cache`).

hadolint asks for the deletion alone (DL3009, DL3019, DL3032, DL3036, DL3040, DL3042, DL3060); here a mount is
the better answer, and stages of which nothing but copied files reaches the image are left alone.

## When to ignore it
The stage is thrown away in a way that dlint cannot see, or the image is meant to install further packages
without a network.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.removals import removals_after
from dlinter.model.packages.tasks import Task, covering, installs_of
from dlinter.model.packages.tool import DOWNLOADS, INDEX
from dlinter.model.packages.useless import docker_clean_is_off
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def _in_image(run: Run, context: Context) -> bool:
    """Whether the layer is one of the final image's; of an image that runs the ONBUILD it is."""
    at = context.dockerfile.final
    seen: set[int] = set()
    while at is not None and at.index not in seen and not run.onbuild:
        if context.stage is not None and at.index == context.stage.index:
            return True
        seen.add(at.index)
        at = context.dockerfile.stages[at.base] if at.base is not None else None
    return run.onbuild


def _folders(task: Task) -> tuple[str, ...]:
    """Where the command leaves what it fetched; () for a tool whose packages are read from there."""
    return task.tool.leaves or tuple(c.path for c in task.caches if c.path and c.content == DOWNLOADS)


def _deleted(task: Task, folder: str, run: Run, context: Context) -> bool:
    """Whether a later command of the step deletes it. An index is not what a tool's own cleaning deletes."""
    tool = None if any(c.content == INDEX for c in task.caches) else task.tool
    return bool(removals_after(task.install.command, run, context.facts, folder, tool))


def _left(task: Task, run: Run, context: Context) -> str:
    """The folder that the command fills and the step leaves filled; "" for none."""
    if task.install.action not in task.tool.left_by:
        return ""
    folders = _folders(task)
    if not folders or any(_deleted(task, folder, run, context) for folder in folders):
        return ""
    kept = any(c.content == INDEX for c in task.caches)
    if any(covering(run, folder, context.facts) is not None for folder in folders):
        archives = next((c.path for c in task.caches if c.content == DOWNLOADS), "")
        if (
            kept
            and archives
            and covering(run, archives, context.facts) is None
            and docker_clean_is_off(run, context.facts)
        ):
            return archives
        return ""
    return folders[0]


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix or not _in_image(run, context):
        return
    told: set[str] = set()
    for task in installs_of(run, context.facts):
        install = task.install
        if install.manager in told or any(not u.setting for u in task.useless):
            continue
        left = _left(task, run, context)
        if not left:
            continue
        told.add(install.manager)
        yield Finding(
            Span(install.command.argv[0].span.start, install.command.argv[-1].span.end),
            f"what `{install.manager}` leaves in `{left}` becomes part of the image: mount a cache there, "
            "or delete it in this `RUN`",
            key=install.manager,
        )


RULE: Rule[Run] = Rule(
    id="package-cache-left",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    aliases=(
        "dockle:DKL-DI-0004", "dockle:DKL-DI-0005", "hadolint:DL3009", "hadolint:DL3019", "hadolint:DL3032",
        "hadolint:DL3036", "hadolint:DL3040", "hadolint:DL3042", "hadolint:DL3060", "trivy:DS-0015",
        "trivy:DS-0019", "trivy:DS-0020", "trivy:DS-0025", "trivy:DS-0027",
    ),
    examples=(
        Bad(
            "FROM debian:13\nRUN «apt-get update» && apt-get install -y curl\n",
            better="FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked "
                "--mount=type=cache,target=/var/lib/apt,sharing=locked \\\n"
            "    rm -f /etc/apt/apt.conf.d/docker-clean; apt-get update && apt-get install -y curl\n",
        ),
        Bad("FROM fedora:42\nRUN «dnf install -y curl»\n"),
        Bad("FROM python:3.13\nRUN «pip install flask»\n"),
        Bad("FROM alpine:3.22\nRUN «apk add curl»\n"),
        Good(
            "FROM debian:13\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"),
        Good(
            "FROM debian:13\nRUN --mount=type=cache,target=/var/lib/apt "
            "--mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl\n"
        ),
        Good(
            "FROM debian:13 AS build\nRUN apt-get update && apt-get install -y gcc\nFROM debian:13\nCOPY "
            "--from=build /a /a\n"),
        Good("FROM python:3.13\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n"),
        Good("FROM node:22\nRUN yarn install && yarn cache clean\n"),
    ),
)  # fmt: skip
