"""A cache mount stands where the tool of the step does not look.

## Why
The tool keeps its files where its user's home, its own variable or its setting says. A mount anywhere else stays empty, and everything is fetched
again each time, though the Dockerfile looks as if it were cached.

## Instead
Mount the folder that the tool uses for the `USER` and `ENV` in force, or set the tool's variable to the mount.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.needs import covering, needs_of
from dlinter.rule import Bad, Context, Good, Rule

_HOMES = ("/root/", "/home/")


def check(run: Run, context: Context) -> Iterator[Finding]:
    caches = [m for m in run.mounts if m.type == "cache" and m.target and "$" not in m.target]
    if not caches or run.onbuild:
        return
    text = context.facts.text.slice(run.span)
    for need in needs_of(run, context.facts):
        targets = [t for t in need.targets if t]
        if not targets or len(targets) != len(need.targets) or any(covering(run, t, context.facts) is not None for t in targets):
            continue
        for mount in caches:
            place = (mount.target or "").rstrip("/")
            # The same folder below another home: meant for this tool, and missed.
            tails = {t.removeprefix(h).partition("/")[2] if h == "/home/" else t.removeprefix(h) for t in targets for h in _HOMES if t.startswith(h)}
            mine = place.removeprefix("/root/") if place.startswith("/root/") else place.removeprefix("/home/").partition("/")[2]
            if place.startswith(_HOMES) and mine and mine in tails and text.count(place) == 1:
                yield Finding(mount.flag.span, f"`{need.tool.name}` keeps its files in `{targets[0]}` here, so that the mount on `{place}` stays empty")


RULE: Rule[Run] = Rule(
    id="cache-mount-unreachable-target",
    doc=__doc__,
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad("FROM node:22\nUSER node\nRUN «--mount=type=cache,target=/root/.npm» npm ci\n"),
        Bad("FROM python:3.13\nRUN «--mount=type=cache,target=/home/app/.cache/pip» pip install flask\n"),
        Good("FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000 npm ci\n"),
        Good("FROM node:22\nENV npm_config_cache=/cache\nRUN --mount=type=cache,target=/cache npm ci\n"),
    ),
)
