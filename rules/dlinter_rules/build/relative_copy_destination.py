"""`COPY` to a relative path where no `WORKDIR` is set.

## Why
The file lands in the working directory of the base image, or in `/` where it has none. When the base image
changes it, the file ends up elsewhere.

## Instead
An earlier `WORKDIR`, or an absolute destination.

## When to ignore it
The working directory of the base image is a documented part of it, as with images made to be extended
(`ONBUILD`, serverless runtimes).
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Copy, Workdir
from dlinter.model.facts.values import before
from dlinter.rule import Bad, Context, Good, Rule


def check(copy: Copy, context: Context) -> Iterator[Finding]:
    target = copy.destination
    if target is None or copy.error is not None:
        return
    value = target.value.strip("\"'")
    if value.startswith(("/", "\\", "$")) or (value[1:2] == ":" and value[:1].isalpha()):
        return
    if any(True for _ in before(copy, context.facts, Workdir)):
        return
    yield Finding(
        target.span,
        f"`{value}` is relative to the base image's working directory: set WORKDIR, or write an absolute "
        "path",
    )


RULE = Rule(
    id="relative-copy-destination",
    doc=__doc__,
    since="0.1.0",
    subject=Copy,
    check=check,
    severity=Severity.WARNING,
    ruleset="strict",
    aliases=("hadolint:DL3045",),
    examples=(
        Bad("FROM alpine:3.20\nCOPY start.sh «bin/»\n",
            better="FROM alpine:3.20\nWORKDIR /srv\nCOPY start.sh bin/\n"),
        Bad("FROM alpine:3.20 AS s\nWORKDIR /srv\nFROM alpine:3.20\nCOPY a «.»\n"),
        Bad("FROM alpine:3.20\nONBUILD COPY a «b»\nONBUILD WORKDIR /srv\n"),
        Good("FROM alpine:3.20\nONBUILD WORKDIR /srv\nONBUILD COPY a b\n"),
        Good("FROM alpine:3.20\nONBUILD COPY a b\nWORKDIR /srv\n"),
        Good("FROM alpine:3.20\nWORKDIR /srv\nCOPY a b\n"),
        Good("FROM alpine:3.20 AS s\nWORKDIR /srv\nFROM s\nCOPY a b\n"),
        Good("FROM alpine:3.20\nCOPY a /b\nCOPY a $HOME/b\n"),
    ),
)
