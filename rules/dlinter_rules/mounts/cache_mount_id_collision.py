"""Two cache mounts share one cache though they hold different things.

## Why
A cache mount without `id` has its target as its name: two mounts on `/cache`, one filled by npm and one by
pip, are the same folder in every build on the machine. An `id` that is used on two targets is the same folder
under two names. Either way one tool finds, or cleans away, the other's files.

## Instead
Give each cache an `id` of its own, the same wherever it is meant: `id=pip`, `id=npm`.

## When to ignore it
Both tools keep their files apart inside of one folder, and one cache is meant.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Dockerfile, Mount, Run
from dlinter.model.packages.tasks import fetches_of
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    by_id: dict[str, tuple[Mount, str, frozenset[str]]] = {}
    for run in (i for i in dockerfile.instructions if isinstance(i, Run) and not i.error):
        caches = [m for m in run.mounts if m.type == "cache" and m.target]
        if not caches:
            continue
        tools = frozenset(task.tool.name for task in fetches_of(run, context.facts))
        for mount in caches:
            target = (mount.target or "").rstrip("/")
            name = mount.id or target
            if "$" in name or not tools:
                continue
            first = by_id.setdefault(name, (mount, target, tools))
            if first[2] & tools:
                continue
            yield Finding(
                mount.flag.span,
                f"the cache `{name}` is filled by {_list(tools)} here and by {_list(first[2])} on line "
                f"{context.facts.text.line_of(first[0].flag.span.start)}: give each an `id`",
                related=(Related(first[0].flag.span, "the other one"),),
            )


def _list(tools: frozenset[str]) -> str:
    return " and ".join(f"`{tool}`" for tool in sorted(tools))


RULE: Rule[Dockerfile] = Rule(
    id="cache-mount-id-collision",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM node:22\nENV npm_config_cache=/cache PIP_CACHE_DIR=/cache\nRUN "
            "--mount=type=cache,target=/cache npm ci\n"
            "RUN «--mount=type=cache,target=/cache» pip install -r requirements.txt\n",
            better="FROM node:22\nENV npm_config_cache=/cache/npm PIP_CACHE_DIR=/cache/pip\n"
            "RUN --mount=type=cache,id=npm,target=/cache/npm npm ci\nRUN "
            "--mount=type=cache,id=pip,target=/cache/pip pip install -r requirements.txt\n"
        ),
        Good(
            "FROM node:22\nRUN --mount=type=cache,id=npm,target=/root/.npm npm ci\nRUN "
            "--mount=type=cache,id=npm,target=/root/.npm npm run build\n"
        ),
    ),
)
