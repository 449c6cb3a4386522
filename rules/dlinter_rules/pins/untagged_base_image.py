"""The base image has neither a tag nor a digest.

## Why
Without one it means `latest`: the next major version comes in without a changed line.

## Instead
The version the program was tested with, `debian:12.8-slim`, or a digest beside it.

## When to ignore it
The image is your own, built right before and never pushed, so it has only one version.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import From
from dlinter.model.facts.base_images import base_image
from dlinter.rule import Bad, Context, Good, Rule


def check(from_: From, context: Context) -> Iterator[Finding]:
    image = from_.image
    reference = base_image(from_, context.facts)
    if reference is None or image is None or reference.tag or reference.digest:
        return
    # What ends in a variable may end in a tag.
    if "$" not in image.value or re.search(r"[}/][a-z0-9._/-]*[a-z0-9]\Z", image.value):
        yield Finding(image.span, f"`{image.value}` has no tag, so it means `latest`: name a version")


RULE = Rule(
    id="untagged-base-image",
    doc=__doc__,
    since="0.1.0",
    subject=From,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("checkov:CKV_DOCKER_7", "hadolint:DL3006", "trivy:DS-0001"),
    examples=(
        Bad("FROM «debian» AS base\nFROM base\n", better="FROM debian:12 AS base\nFROM base\n"),
        Bad("FROM «registry.example:5000/tools/go»\n"),
        Bad("ARG PREFIX=registry.example/\nFROM «${PREFIX}debian»\n"),
        Good("FROM base\n",
            files={
                "compose.yaml": "services:\n  app:\n    build:\n      context: .\n      "
                    "additional_contexts: {base: service:base}\n"}),
        Bad("FROM «base»\n",
            files={
                "compose.yaml": "services:\n  app:\n    build:\n      context: ./other\n      "
                    "additional_contexts: {base: service:base}\n"}),
        Good("ARG IMAGE=debian\nFROM $IMAGE\nFROM ${IMAGE}\n"),
        Good("ARG IMAGE\nFROM $IMAGE\nFROM scratch\nFROM debian:12\nFROM debian@sha256:" + "ab" * 32 + "\n"),
        Good("FROM debian:12 AS base\nFROM base AS test\n"),
    ),
)
