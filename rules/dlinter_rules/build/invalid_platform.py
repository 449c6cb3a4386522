"""`FROM --platform=` with something that is not a platform.

## Why
BuildKit knows platforms as `os/architecture` or `os/architecture/variant`, and single names such as `linux`
or `arm64`. It stops at anything else (`x86`, `linux-amd64`), before the first step.

## Instead
`linux/amd64` for 64-bit x86, `linux/386` for 32-bit x86, `linux/arm64` for 64-bit ARM.

## When to ignore it
Never: BuildKit refuses the file before its first step.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import From
from dlinter.rule import Bad, Context, Good, Rule

_MEANT = {
    "x86": "linux/386` or `linux/amd64",
    "x64": "linux/amd64",
    "amd": "linux/amd64",
    "armv7": "linux/arm/v7",
    "armv6": "linux/arm/v6",
    "arm32": "linux/arm",
}


def check(from_: From, context: Context) -> Iterator[Finding]:
    flag = from_.platform
    if flag is None or not flag.value or from_.onbuild or from_.error is not None:
        return
    from dlinter.model.dockerfile.platforms import parse_platform

    value = context.facts.scope.expand(flag.value, from_).value
    if value is None or parse_platform(value) is not None:
        return
    if not value:
        yield Finding(
            flag.span, f"the platform `{flag.value}` is empty without build arguments: give the ARG a default"
        )
        return
    meant = _MEANT.get(value.lower(), "os/architecture`, such as `linux/amd64")
    yield Finding(flag.span, f"`{value}` is not a platform that BuildKit knows: write `{meant}`")


RULE = Rule(
    id="invalid-platform",
    doc=__doc__,
    since="0.1.0",
    subject=From,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    examples=(
        Bad("FROM «--platform=x86» alpine:3.20\n", better="FROM --platform=linux/amd64 alpine:3.20\n"),
        Bad("FROM «--platform=linux/amd64/v1/x» alpine:3.20\n"),
        Bad("ARG P=linux_arm64\nFROM «--platform=$P» alpine:3.20\n"),
        Good("FROM --platform=linux/amd64 alpine:3.20\n"),
        Good("FROM --platform=$BUILDPLATFORM alpine:3.20\n"),
        Good("ARG P\nFROM --platform=${P:-arm64} alpine:3.20\n"),
    ),
)
