"""The whole filesystem of a stage is copied.

## Why
`COPY --from=build / /` makes one layer of everything, including caches and build tools, and one changed byte
anywhere makes it a new layer. A registry shares none of it with the image it came from.

## Instead
Copy only what the program needs.

## When to ignore it
The image is meant to be one flat layer, as a base image built from a root filesystem is.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Copy
from dlinter.rule import Bad, Context, Good, Rule


def check(copy: Copy, context: Context) -> Iterator[Finding]:
    if (
        copy.from_ is None
        or copy.destination is None
        or copy.error is not None
        or copy.destination.value.strip("\"'") != "/"
    ):
        return
    for source in copy.sources:
        if source.token.value.strip("\"'") in ("/", "/*", "/.", "."):
            yield Finding(
                source.token.span,
                "this copies the whole filesystem of the stage: copy only what the program needs",
            )


RULE = Rule(
    id="copy-whole-filesystem",
    doc=__doc__,
    since="0.1.0",
    subject=Copy,
    check=check,
    severity=Severity.WARNING,
    ruleset="strict",
    aliases=("hadolint:DL3067",),
    examples=(
        Bad(
            "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nFROM scratch\nCOPY "
            "--from=build «/» /\n",
            better="FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nFROM "
                "scratch\nCOPY --from=build /app /app\n",
        ),
        Good("FROM golang:1.24 AS build\nFROM scratch\nCOPY --from=build /app /\n"),
        Good("FROM scratch\nCOPY / /\n"),
    ),
)
