"""`FROM --platform=` with a fixed platform.

## Why
The image is built for that platform whatever `docker build --platform` asks for, and runs in emulation on
every other machine.

## Instead
`$BUILDPLATFORM` for a stage that cross-compiles, and no flag for the stage that runs. Where one platform is
meant, a stage name that says so (`AS base-amd64`) makes it clear.

## When to ignore it
The image exists for that platform alone: a base that is published for one architecture, or a program that has
no other build.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import From
from dlinter.rule import Bad, Context, Good, Rule


def check(from_: From, context: Context) -> Iterator[Finding]:
    flag = from_.platform
    if flag is None or not flag.value or from_.onbuild:
        return
    from dlinter.model.dockerfile.platforms import parse_platform
    from dlinter.model.dockerfile.words import expand_with

    word = expand_with(flag.value, {}, context.dockerfile.escape)
    platform = parse_platform(word.value or "")
    if word.references or platform is None:
        return
    name = from_.alias.value.lower() if from_.alias else ""
    if platform.os not in name and platform.architecture not in name:
        yield Finding(
            flag.span,
            f"always uses `{word.value}`, whatever platform the build asks for: remove the flag, or use "
            "`$BUILDPLATFORM`",
        )


RULE = Rule(
    id="constant-platform",
    doc=__doc__,
    since="0.1.0",
    subject=From,
    check=check,
    severity=Severity.WARNING,
    ruleset="strict",
    aliases=("buildkit:FromPlatformFlagConstDisallowed", "hadolint:DL3029"),
    examples=(
        Bad("FROM «--platform=linux/amd64» alpine:3.20\n", better="FROM alpine:3.20\n"),
        Good("FROM --platform=linux/amd64 alpine:3.20 AS tools-amd64\n"),
        Good("FROM --platform=$BUILDPLATFORM alpine:3.20\n"),
        Good("ARG P=linux/amd64\nFROM --platform=$P alpine:3.20\n"),
    ),
)
