"""The base image has the tag `latest`.

## Why
`latest` moves with every release: the same file later builds something else, and another machine has a
different image in its cache.

## Instead
The version the program was tested with, `debian:12.8-slim`, or a digest beside the tag.

## When to ignore it
The image is for an experiment, or its only purpose is to test against the newest release.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import From
from dlinter.model.facts.base_images import base_image
from dlinter.rule import Bad, Context, Good, Rule


def check(from_: From, context: Context) -> Iterator[Finding]:
    reference = base_image(from_, context.facts)
    if reference is None or from_.image is None or reference.tag != "latest" or reference.digest:
        return
    if from_.image.value.endswith(":latest"):  # what an ARG gives is there to be given otherwise
        yield Finding(from_.image.span, f"`{from_.image.value}` moves with every release: write the version")


RULE = Rule(
    id="latest-base-image",
    doc=__doc__,
    since="0.1.0",
    subject=From,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("checkov:CKV_DOCKER_7", "hadolint:DL3007", "trivy:DS-0001"),
    examples=(
        Bad("FROM «debian:latest»\n", better="FROM debian:12.8\n"),
        Good("FROM debian:12\n"),
        Good("ARG VERSION=latest\nFROM debian:$VERSION\n"),
        Good("FROM debian:latest@sha256:" + "ab" * 32 + "\n"),
    ),
)
