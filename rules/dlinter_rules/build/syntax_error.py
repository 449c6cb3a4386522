"""BuildKit refuses the file here.

## Why
The build stops before its first step. dlint reads on after the refused instruction, so everything else in
the file is still looked at.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile, ErrorKind
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for error in dockerfile.errors:
        if error.kind in (ErrorKind.PARSE, ErrorKind.INSTRUCTION):
            yield Finding(error.span, error.message)


RULE = Rule(
    id="syntax-error",
    doc=__doc__,
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    aliases=("hadolint:DL1000",),
    examples=(
        Bad("FROM alpine:3.20\n«ENV»\nRUN true\n"),
        Bad("FROM alpine:3.20\n«COPY» onlyone\n"),
        Bad("FROM alpine:3.20\nRUN «--nonsense=1» true\n"),
        Good("FROM alpine:3.20\nENV A=b\nRUN true\n"),
    ),
)
