"""`FROM --platform=$TARGETPLATFORM`, which is what `FROM` does anyway.

## Why
A base image is pulled for the target platform by default. The flag makes the reader look for a reason.

## When to ignore it
Explicit platforms on every `FROM` are a rule of the project, so that readers need not know the default.

## Fix safety
Safe: the flag has no effect.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity, Tag
from dlinter.model.dockerfile import From
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(from_: From, context: Context) -> Iterator[Finding]:
    flag = from_.platform
    if flag is None or not flag.value or from_.onbuild:
        return
    from dlinter.model.dockerfile.words import expand_with

    word = expand_with(flag.value, {"TARGETPLATFORM": "\0"}, context.dockerfile.escape)
    if word.names != ("TARGETPLATFORM",) or word.value != "\0":
        return
    data, end = context.facts.text.data, flag.span.end
    while data[end : end + 1] in (b" ", b"\t"):
        end += 1
    fix = Fix("remove the flag", (Edit(Span(flag.span.start, end), ""),), Safety.SAFE)
    yield Finding(flag.span, "`FROM` uses the target platform anyway: remove the flag", fix)


RULE = Rule(
    id="redundant-target-platform",
    doc=__doc__,
    since="0.1.0",
    tag=Tag.UNNECESSARY,
    subject=From,
    check=check,
    severity=Severity.NOTE,
    precision="very-high",
    ruleset="strict",
    aliases=("buildkit:RedundantTargetPlatform", "hadolint:DL3065"),
    examples=(
        Bad("FROM «--platform=$TARGETPLATFORM» alpine:3.20\n", fixed="FROM alpine:3.20\n"),
        Bad('FROM «--platform="${TARGETPLATFORM}"»  alpine:3.20 AS b\n', fixed="FROM alpine:3.20 AS b\n"),
        Good("FROM --platform=$BUILDPLATFORM alpine:3.20\n"),
        Good("ARG P\nFROM --platform=${P:-$TARGETPLATFORM} alpine:3.20\n"),
    ),
)
