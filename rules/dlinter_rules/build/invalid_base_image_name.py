"""The word after `FROM` is not a valid image name, or is not one without a build argument.

## Why
`ARG TAG` without a default makes `FROM busybox:$TAG` into `busybox:`, and the build stops unless everybody
passes `--build-arg TAG=…`. A path with upper-case letters is refused everywhere.

## Instead
Give the `ARG` a default that builds. Where a workflow, Compose or Bake file of the repository gives the
argument, dlint says nothing.

## When to ignore it
Everybody builds through one script or workflow that always passes the argument, and a build without it is
meant to stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.dockerfile.podman import is_transported
from dlinter.model.frontend import extends_dockerfile
from dlinter.model.image_reference import parse_reference
from dlinter.rule import Bad, Context, Good, Rule

if TYPE_CHECKING:
    from dlinter.model.dockerfile.scope import Scope


def _scope(dockerfile: Dockerfile) -> Scope:
    """What a build for Linux, x86-64, without build arguments has."""
    from dlinter.model.dockerfile.scope import PLATFORM_ARGS, Scope

    given = {
        "PLATFORM": "linux/amd64",
        "OS": "linux",
        "ARCH": "amd64",
        "STAGE": dockerfile.stages[-1].name.lower() or "default",
    }
    platform = {
        name: given.get(name.removeprefix("BUILD").removeprefix("TARGET"), "") for name in PLATFORM_ARGS
    }
    return Scope(dockerfile, build_args={}, base_env={}, platform=platform)


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    if extends_dockerfile(dockerfile):
        return
    scope: Scope | None = None
    for stage in dockerfile.stages:
        image = stage.from_.image
        if image is None or stage.from_.error is not None:
            continue
        if "$" not in image.value and parse_reference(image.value.strip("\"'")) is not None:
            continue
        if scope is None:
            scope = _scope(dockerfile)
        value = scope.image_of(stage).value
        if value is None or parse_reference(value) is not None or is_transported(value, dockerfile.text.path):
            continue
        if "$" in image.value:
            if _given(image.value, context):
                continue
            left = f"`{value}`, which is not a valid image name" if value else "empty"
            message = f"without build arguments `{image.value}` is {left}: give the ARG a default"
        else:
            why = ": names are lower case" if parse_reference(value.lower()) else ""
            yield Finding(image.span, f"`{value}` is not a valid image name{why}", severity=Severity.ERROR)
            continue
        yield Finding(image.span, message)


def _given(word: str, context: Context) -> bool:
    """Whether a build file gives one of the arguments that a word is made of, so that nobody builds with the
    default."""
    from dlinter.model.cache.volatile import references

    return any(name in context.facts.given for name in references(word))


RULE = Rule(
    id="invalid-base-image-name",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("buildkit:InvalidDefaultArgInFrom",),
    examples=(
        Bad("ARG TAG\nFROM «busybox:$TAG»\n", better="ARG TAG=1.37\nFROM busybox:$TAG\n"),
        Bad("ARG IMAGE\nFROM «$IMAGE»\n"),
        Bad("FROM «Alpine:3.20»\n"),
        Good("ARG IMAGE\nFROM $IMAGE\n",
            files={
                "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      args:\n        "
                    "IMAGE: alpine:3.20\n"}),
        Good("ARG TAG\nFROM python:${TAG}-slim\n",
            files={
                "docker-bake.hcl": 'target "a" {\n  matrix = { tag = ["3.12", "3.13"] }\n  name = '
                    '"a-${replace(tag, ".", "-")}"\n  args = { TAG = tag }\n}\n'}),
        Bad("ARG IMAGE\nARG TAG\nFROM «$IMAGE»\n",
            files={
                "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      args:\n        TAG: "
                    "alpine:3.20\n"}),
        Good("FROM docker://registry.example/tools:1\n", path="Containerfile"),
        Bad("FROM «docker://registry.example/tools:1»\n"),
        Good(
            "# syntax=tools.example/frontend:1\nINCLUDE ./base.dockerfile\nFROM ./other.dockerfile#stage "
            "AS x\nFROM x\nCOPY --from=elsewhere a b\n"),
        Good("ARG TAG=1.37\nFROM busybox:$TAG\n"),
        Good("ARG VARIANT\nFROM busybox:stable${VARIANT}\n"),
        Good("FROM registry.example/tools-$TARGETARCH:1\n"),
        Good("ARG TARGETARCH\nFROM alpine:3.20 AS base-amd64\nFROM base-${TARGETARCH}\n"),
    ),
)
