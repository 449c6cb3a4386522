"""`ONBUILD` with an instruction that cannot be a trigger.

## Why
BuildKit refuses `ONBUILD` of `ONBUILD`, `FROM` and `MAINTAINER`: the first would never end, the others mean
nothing inside another build.

## When to ignore it
Never: BuildKit refuses the instruction.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Onbuild
from dlinter.rule import Bad, Context, Good, Rule

FORBIDDEN = ("ONBUILD", "FROM", "MAINTAINER")


def check(onbuild: Onbuild, context: Context) -> Iterator[Finding]:
    trigger = onbuild.trigger
    if onbuild.onbuild or trigger is None or trigger.keyword.value not in FORBIDDEN:
        return
    yield Finding(
        trigger.keyword.span,
        f"{trigger.keyword.value} cannot be a trigger: BuildKit refuses it after ONBUILD",
    )


RULE = Rule(
    id="invalid-trigger",
    doc=__doc__,
    since="0.1.0",
    subject=Onbuild,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    aliases=("hadolint:DL3043",),
    examples=(
        Bad("FROM alpine:3.20\nONBUILD «FROM» debian:12\n", better="FROM alpine:3.20\nONBUILD COPY . /app\n"),
        Bad("FROM alpine:3.20\nONBUILD «ONBUILD» RUN true\n"),
        Good("FROM alpine:3.20\nONBUILD RUN true\n"),
    ),
)
