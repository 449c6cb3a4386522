"""A label's key does not follow Docker's guidelines.

## Why
Docker's guidelines for label keys: lower-case letters, digits, single dots and hyphens, beginning with a
letter and ending with a letter or digit. `com.docker.*`, `io.docker.*` and `org.dockerproject.*` are Docker's
own.

## When to ignore it
A tool outside of your control demands the key in this spelling.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Label
from dlinter.rule import Bad, Context, Good, Rule

_KEY = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*\Z")
_RESERVED = ("com.docker.", "io.docker.", "org.dockerproject.")


def check(label: Label, context: Context) -> Iterator[Finding]:
    for pair in label.pairs:
        key = pair.key.value.strip("\"'")
        if key.startswith(_RESERVED):
            yield Finding(
                pair.key.span, f"`{key[: key.index('.', 4)]}` is Docker's own namespace: use one of yours"
            )
        elif not _KEY.match(key) and not re.search(r"\$\{?\w", pair.key.value):
            yield Finding(
                pair.key.span,
                f"`{key}` is not a valid label key: use lower-case letters, digits and single `.` or `-`, "
                "starting with a letter",
            )
        elif "$" in key and not key.startswith("$"):
            yield Finding(pair.key.span, f"`{key}` contains a variable: tools cannot find a key that changes")


RULE = Rule(
    id="invalid-label-key",
    doc=__doc__,
    since="0.1.0",
    subject=Label,
    check=check,
    severity=Severity.NOTE,
    ruleset="strict",
    aliases=("hadolint:DL3048",),
    examples=(
        Bad(
            'FROM alpine:3.20\nLABEL «1st»=a «a..b»=c «Big»=d «io.docker.x»=d e.f-g=h\n',
            better="FROM alpine:3.20\nLABEL first=a a.b=c big=d com.example.x=d e.f-g=h\n",
        ),
        Good(
            'FROM alpine:3.20\nLABEL org.opencontainers.image.title="x" maintainer="y" com.example.a-b2=c\n'),
    ),
)
