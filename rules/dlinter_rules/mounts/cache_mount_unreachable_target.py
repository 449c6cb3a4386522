"""A cache mount stands where the tool of the step does not look.

## Why
The tool keeps its files where its user's home, its own variable or its setting says. A mount anywhere else
stays empty, and everything is fetched again each time, though the Dockerfile looks as if it were cached.

## Instead
Mount the folder that the tool uses for the `USER` and `ENV` in force, or set the tool's variable to the
mount.

## When to ignore it
A setting that dlint cannot see moves the tool's folder to the mount: a file of the base image, or a script
that the step calls.

## Fix safety
Unsafe: the mount is moved to the folder of the tool, and belongs to the user of the step.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Gain, Safety, Severity
from dlinter.model.dockerfile import Mount, Run
from dlinter.model.packages.misplaced import misplaced
from dlinter.model.packages.tasks import Task, fetches_of
from dlinter.model.packages.users import owner_of
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def _instead(task: Task) -> str:
    """The variable that points the tool elsewhere, where its own folder is below no home that anybody can
    write to."""
    variable = task.caches[0].variable
    return (
        f": set `{variable}` to a folder outside of any home, and mount that"
        if variable and task.caches[0].why
        else ""
    )


def _fix(task: Task, mount: Mount) -> Fix | None:
    """The mount where the tool looks, for the user that the step runs as."""
    owner, cache = owner_of(task.person), task.caches[0]
    target = next(
        (o.value for o in mount.options if o.key.value.lower() in ("target", "dst", "destination")), None
    )
    if (
        owner is None
        or cache.why
        or target is None
        or len(task.caches) > 1
        or "$" in target.value
        or '"' in (mount.flag.value or "")
    ):
        return None
    missing = "" if mount.get("uid") is not None or mount.get("gid") is not None else owner
    end = mount.flag.span.end
    edits = (
        (Edit(target.span, f"{cache.path}{missing}"),)
        if target.span.end == end
        else (Edit(target.span, cache.path), *((Edit(Span(end, end), missing),) if missing else ()))
    )
    return Fix("mount it where the tool looks", edits, Safety.UNSAFE, gain=Gain.CACHE)


def check(run: Run, context: Context) -> Iterator[Finding]:
    if run.onbuild or not any(m.type == "cache" and m.target for m in run.mounts):
        return
    for task in fetches_of(run, context.facts):
        for mount, place in misplaced(task):
            yield Finding(
                mount.flag.span,
                f"`{task.tool.name}` keeps its files in `{task.caches[0].path}` here, so that the mount on "
                f"`{place}` stays empty{_instead(task)}",
                _fix(task, mount),
            )


RULE: Rule[Run] = Rule(
    id="cache-mount-unreachable-target",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad("FROM node:22\nUSER node\nRUN «--mount=type=cache,target=/root/.npm» npm ci\n",
            fixed="FROM node:22\nUSER node\nRUN "
                "--mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n"),
        Bad("FROM python:3.13\nRUN "
            "«--mount=type=cache,target=/home/app/.cache/pip,sharing=locked» pip install flask\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip,sharing=locked pip "
                "install flask\n"),
        Bad("FROM python:3.13\nUSER 1234:1234\nRUN «--mount=type=cache,target=/root/.cache/uv» uv sync\n",
            fixed="FROM python:3.13\nUSER 1234:1234\nRUN "
                "--mount=type=cache,target=/.cache/uv,uid=1234,gid=1234 uv sync\n"),
        Bad("FROM debian:13\nRUN adduser --system app\nUSER app\nRUN "
            "«--mount=type=cache,target=/home/app/.cache/uv» uv sync\n"),
        Good(
            "FROM debian:13\nRUN useradd -m -d /srv/app app\nUSER app\nRUN "
            "--mount=type=cache,target=/srv/app/.cache/uv,uid=999 uv sync\n"),
        Good("FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000 npm ci\n"),
        Good("FROM node:22\nENV npm_config_cache=/cache\nRUN --mount=type=cache,target=/cache npm ci\n"),
    ),
)
