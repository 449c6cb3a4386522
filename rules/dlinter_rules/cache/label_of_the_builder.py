"""A label that the builder can write itself, with a value that changes with every commit.

## Why
`org.opencontainers.image.revision` as a build argument must be passed by every caller, is wrong where one
forgets it, and an `ARG` for it above a `RUN` rebuilds that step for every commit.

## Instead
BuildKit writes revision and source of the git context itself (`BUILDX_GIT_LABELS=1`), and
`docker/metadata-action` passes them as `--label`, which changes no step.

## When to ignore it
The image is also built without BuildKit's or the action's own labels, for example by kaniko or by `docker
build` on a laptop, and the label must be there.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Label
from dlinter.rule import ALL, Bad, Context, Good, Rule

_KEYS = (
    "org.opencontainers.image.revision",
    "org.opencontainers.image.created",
    "org.label-schema.vcs-ref",
    "org.label-schema.build-date",
)


def check(label: Label, context: Context) -> Iterator[Finding]:
    for pair in label.pairs:
        key = pair.key.value.strip("\"'")
        if key in _KEYS:
            yield Finding(
                pair.span,
                f"`{key}` is new for every commit: let the builder write it (`--label`, `BUILDX_GIT_LABELS`)",
            )


RULE: Rule[Label] = Rule(
    id="label-of-the-builder",
    doc=__doc__,
    since="0.1.0",
    subject=Label,
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    examples=(
        Bad(
            "FROM node:22\nARG SHA\nLABEL «org.opencontainers.image.revision=$SHA»\nCOPY package.json "
            "package-lock.json ./\nRUN npm ci\n",
            better="FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci\n",
        ),
        Bad("FROM a\nARG SHA\nLABEL a=b «org.opencontainers.image.revision=$SHA»\n"),
        Good("FROM a\nLABEL org.opencontainers.image.title=x\n"),
    ),
)
