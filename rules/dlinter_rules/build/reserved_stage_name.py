"""A stage is called `scratch` or `context`.

## Why
Both names mean something else: `FROM scratch` is the empty image and `--build-context` calls the build's own
folder `context`. A stage of that name cannot be distinguished from them.

## When to ignore it
Nobody builds the file with `--build-context`, and the name is fixed by callers that use `--target`.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import From
from dlinter.rule import Bad, Context, Good, Rule


def check(from_: From, context: Context) -> Iterator[Finding]:
    alias = from_.alias
    if alias is not None and alias.value.lower() in ("scratch", "context"):
        yield Finding(alias.span, f"`{alias.value}` is a reserved name: rename the stage")


RULE = Rule(
    id="reserved-stage-name",
    doc=__doc__,
    since="0.1.0",
    subject=From,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("buildkit:ReservedStageName", "hadolint:DL3063"),
    examples=(
        Bad("FROM alpine:3.20 AS «context»\n", better="FROM alpine:3.20 AS base\n"),
        Good("FROM scratch AS base\n"),
    ),
)
