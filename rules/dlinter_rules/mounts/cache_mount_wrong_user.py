"""A cache mount that the step's user cannot write to.

## Why
BuildKit makes the folder of a cache mount for root (`uid=0`, mode 0755). A tool that runs as another user
cannot write there: it fails, or warns and works without a cache, so that the mount does nothing.

## Instead
`--mount=type=cache,target=…,uid=1000,gid=1000`, with the ids of the `USER` in force.

## When to ignore it
The step becomes root by itself, or the base image's tool runs as root behind a wrapper.

## Fix safety
Safe: the folder only changes hands.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.tasks import fetches_of
from dlinter.model.packages.users import owner_of, person_at
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    caches = [m for m in run.mounts if m.type == "cache" and m.get("uid") is None and m.get("mode") is None]
    if not caches or run.onbuild or context.stage is None:
        return
    person = person_at(run, context.facts)
    if (
        "$" in person.name
        or owner_of(person) == ""
        or any("sudo" in c.wrappers for c in context.facts.script(run).commands)
    ):
        return
    targets = {cache.path for task in fetches_of(run, context.facts) for cache in task.caches if cache.path}
    for mount in caches:
        place = (mount.target or "").rstrip("/")
        if place not in targets:
            continue  # who fills it is not known
        owner = owner_of(person)
        at = mount.flag.value_span.end
        yield Finding(
            mount.flag.span,
            f"the cache belongs to root, and `{person.name}` cannot write to it: give the mount "
            f"{'`' + owner.lstrip(',') + '`' if owner else '`uid` and `gid`'}",
            Fix("give it to the user", (Edit(Span(at, at), owner),), Safety.SAFE) if owner else None,
        )


RULE: Rule[Run] = Rule(
    id="cache-mount-wrong-user",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM node:22\nUSER node\nRUN «--mount=type=cache,target=/home/node/.npm» npm ci\n",
            fixed="FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 "
                "npm ci\n",
        ),
        Bad("FROM python:3.13\nUSER app\nRUN «--mount=type=cache,target=/home/app/.cache/pip» pip install "
            "flask\n"),
        Good("FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000 npm ci\n"),
        Good("FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n"),
        Good("FROM node:22\nUSER node\nRUN --mount=type=cache,target=/tmp/x npm run build\n"),
    ),
)
