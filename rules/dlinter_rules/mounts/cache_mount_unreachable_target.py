"""A cache mount stands where the tool of the step does not look.

## Why
The tool keeps its files where its user's home, its own variable or its setting says. A mount anywhere else stays empty, and everything is fetched
again each time, though the Dockerfile looks as if it were cached.

## Instead
Mount the folder that the tool uses for the `USER` and `ENV` in force, or set the tool's variable to the mount.

## When to ignore it
A setting that dlint cannot see moves the tool's folder to the mount: a file of the base image, or a script
that the step calls.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.caches import mount_place
from dlinter.model.packages.tasks import Task, covering, fetches_of
from dlinter.rule import Bad, Context, Good, Rule

_HOMES = ("/root/", "/home/")


def _below_home(path: str) -> str:
    """The part of a path below a home folder, by convention: `.npm` of `/root/.npm`, `/home/app/.npm`."""
    if path.startswith("/root/"):
        return path.removeprefix("/root/")
    return path.removeprefix("/home/").partition("/")[2] if path.startswith("/home/") else ""


def _instead(task: Task) -> str:
    """The variable that points the tool elsewhere, where its own folder is below no home that anybody can write to."""
    variable = task.caches[0].variable
    return f": set `{variable}` to a folder outside of any home, and mount that" if variable and task.caches[0].why else ""


def check(run: Run, context: Context) -> Iterator[Finding]:
    caches = [m for m in run.mounts if m.type == "cache" and m.target]
    if not caches or run.onbuild:
        return
    text = context.facts.text.slice(run.span)
    for task in fetches_of(run, context.facts):
        paths = [c.path for c in task.caches]
        if not paths or not all(paths) or any(covering(run, p, context.facts) is not None for p in paths):
            continue
        tails = {c.folder.default[2:] for c in task.caches if c.folder.default.startswith("~/")}
        for mount in caches:
            place = mount_place(mount, run, context.facts)
            # The same folder below another home: meant for this tool, and missed.
            if place.startswith(_HOMES) and _below_home(place) in tails and text.count(place) == 1:
                yield Finding(
                    mount.flag.span,
                    f"`{task.tool.name}` keeps its files in `{paths[0]}` here, so that the mount on `{place}` stays empty{_instead(task)}",
                )


RULE: Rule[Run] = Rule(
    id="cache-mount-unreachable-target",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad("FROM node:22\nUSER node\nRUN «--mount=type=cache,target=/root/.npm» npm ci\n"),
        Bad("FROM python:3.13\nRUN «--mount=type=cache,target=/home/app/.cache/pip» pip install flask\n"),
        Bad("FROM python:3.13\nUSER 1234:1234\nRUN «--mount=type=cache,target=/root/.cache/uv» uv sync\n"),
        Bad("FROM debian:13\nRUN adduser --system app\nUSER app\nRUN «--mount=type=cache,target=/home/app/.cache/uv» uv sync\n"),
        Good("FROM debian:13\nRUN useradd -m -d /srv/app app\nUSER app\nRUN --mount=type=cache,target=/srv/app/.cache/uv,uid=999 uv sync\n"),
        Good("FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000 npm ci\n"),
        Good("FROM node:22\nENV npm_config_cache=/cache\nRUN --mount=type=cache,target=/cache npm ci\n"),
    ),
)
