"""The last `USER` of an image is root.

## Why
Whoever takes over the program is root in the container. Most often a `USER root` for an installation was
never followed by another `USER`.

## Instead
`USER` with another user after the last step that needs root. Only stages that are run as containers are
checked.

## When to ignore it
The program needs root and gives it up itself (`nginx`, or `postgres` with an entrypoint that calls `gosu`),
the container runs in a user namespace, or the orchestrator sets the user.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile, User
from dlinter.model.dockerfile.sections import targets
from dlinter.model.facts.values import last_of, value_of
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    seen: set[int] = set()
    ends = [last_of(stage, context.facts, User) for stage in targets(dockerfile)]
    for user in ends if dockerfile.stages else context.facts.of_kind(None, User)[-1:]:
        if user is None or user.index in seen:
            continue
        seen.add(user.index)
        if user.name is None or user.error is not None:
            continue
        value = value_of(user.name, user, context.facts)
        if value is not None and value.partition(":")[0] in ("root", "0"):
            yield Finding(
                user.name.span,
                f"the container runs as `{value}`: go back to another user after the steps that need root",
            )


RULE = Rule(
    id="root-user",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    security_severity=5.0,
    aliases=("checkov:CKV_DOCKER_8", "dockle:CIS-DI-0001", "hadolint:DL3002", "trivy:DS-0002"),
    examples=(
        Bad(
            "FROM node:22\nUSER node\nUSER «root»\nRUN apt-get update\n",
            better="FROM node:22\nUSER root\nRUN apt-get update\nUSER node\n",
        ),
        Bad("FROM node:22\nUSER «0:0»\n"),
        Good("FROM node:22\nUSER root\nRUN apt-get update\nUSER node\n"),
        Good("FROM node:22 AS build\nUSER root\nFROM node:22\nCOPY --from=build /a /b\nUSER node\n"),
        Bad("FROM node:22 AS base\nUSER «root»\nFROM base\nRUN apt-get update\n"),
        Good("FROM node:22 AS base\nUSER root\nFROM base\nUSER node\n"),
        Good("FROM node:22\n"),
    ),
)
