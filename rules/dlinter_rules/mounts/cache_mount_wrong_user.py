"""A cache mount that the step's user cannot write to.

## Why
BuildKit makes the folder of a cache mount for root (`uid=0`, mode 0755). A tool that runs as another user cannot write there: it fails, or warns and
works without a cache, so that the mount does nothing.

## Instead
`--mount=type=cache,target=…,uid=1000,gid=1000`, with the ids of the `USER` in force.

## Fix safety
Safe: the folder only changes hands.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.facts.values import user_at
from dlinter.model.packages.needs import needs_of, owner_of
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    caches = [m for m in run.mounts if m.type == "cache" and m.get("uid") is None and m.get("mode") is None]
    if not caches or run.onbuild or context.stage is None:
        return
    user = user_at(run, context.facts)
    if not user or "$" in user or owner_of(user) == "" or any("sudo" in c.wrappers for c in context.facts.script(run).commands):
        return
    targets = {t for need in needs_of(run, context.facts) for t in need.targets if t}
    for mount in caches:
        place = (mount.target or "").rstrip("/")
        if place not in targets:
            continue  # who fills it is not known
        owner = owner_of(user)
        at = mount.flag.value_span.end
        yield Finding(
            mount.flag.span,
            f"the cache belongs to root, and `{user.partition(':')[0]}` cannot write to it: give the mount {'`' + owner.lstrip(',') + '`' if owner else '`uid` and `gid`'}",
            Fix("give it to the user", (Edit(Span(at, at), owner),), Safety.SAFE) if owner else None,
        )


RULE: Rule[Run] = Rule(
    id="cache-mount-wrong-user",
    doc=__doc__,
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM node:22\nUSER node\nRUN «--mount=type=cache,target=/home/node/.npm» npm ci\n",
            fixed="FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n",
        ),
        Bad("FROM python:3.13\nUSER app\nRUN «--mount=type=cache,target=/home/app/.cache/pip» pip install flask\n"),
        Good("FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000 npm ci\n"),
        Good("FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n"),
        Good("FROM node:22\nUSER node\nRUN --mount=type=cache,target=/tmp/x npm run build\n"),
    ),
)
