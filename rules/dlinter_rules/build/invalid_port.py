"""`EXPOSE` with something that is not a port.

## Why
Ports are numbers up to 65535, optionally followed by `/tcp`, `/udp` or `/sctp`. BuildKit stops at anything
else.

## When to ignore it
Never: BuildKit refuses the instruction.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Expose
from dlinter.rule import Bad, Context, Good, Rule


def check(expose: Expose, context: Context) -> Iterator[Finding]:
    if expose.error is not None and expose.args:
        yield Finding(expose.error.span, expose.error.message)


RULE = Rule(
    id="invalid-port",
    doc=__doc__,
    since="0.1.0",
    subject=Expose,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    aliases=("hadolint:DL3011", "trivy:DS-0008"),
    examples=(
        Bad("FROM alpine:3.20\nEXPOSE 80 «80000»\n", better="FROM alpine:3.20\nEXPOSE 80 8080\n"),
        Bad("FROM alpine:3.20\nEXPOSE «http»\n"),
        Good("FROM alpine:3.20\nEXPOSE 80 8000-8010/udp\n"),
    ),
)
