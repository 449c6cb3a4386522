"""The base image is named by a tag, which its publishers move.

## Why
Two builds of one Dockerfile then begin with different files, and nobody can say why they differ; a moved tag
also rebuilds every step.

## Instead
`FROM debian:13@sha256:…` names exactly one image; Renovate and Dependabot keep such digests current, one
reviewed change at a time.

## When to ignore it
The newest patch of the tag is wanted in every build, for its security fixes, and nobody needs to build the
same image twice.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.cache.messages import rebuilds
from dlinter.model.dockerfile import From
from dlinter.rule import ALL, Bad, Context, Good, Rule


def check(from_: From, context: Context) -> Iterator[Finding]:
    image = from_.image
    if image is None or from_.error is not None or context.stage is None or context.stage.base is not None:
        return
    if "@" in image.value or "$" in image.value or image.value.lower() == "scratch":
        return
    rebuilt = rebuilds(from_, context.facts)
    yield Finding(
        image.span,
        f"the tag `{image.value}` can move to another image{', which ' + rebuilt if rebuilt else ''}: pin "
        "the digest (`@sha256:…`)",
    )


RULE: Rule[From] = Rule(
    id="base-tag-moves",
    doc=__doc__,
    since="0.1.0",
    subject=From,
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    examples=(
        Bad(
            "FROM «debian:13»\nRUN apt-get update && apt-get install -y curl\nCOPY app /srv/app\n",
            better="FROM debian:13@sha256:" + "5d" * 32
            + "\nRUN apt-get update && apt-get install -y curl\nCOPY app /srv/app\n",
        ),
        Bad("FROM «debian:13»\n"),
        Good("FROM debian:13@sha256:" + "0" * 64 + " AS base\nFROM base\nFROM scratch\n"),
    ),
)
