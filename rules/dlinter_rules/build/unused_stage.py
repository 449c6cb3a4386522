"""A stage without a name that nothing uses.

## Why
BuildKit leaves out a stage that the last one does not need, so none of its steps runs. Without a name it
cannot be built as a target either: a `COPY --from` is missing, or points elsewhere.

## Instead
Delete the stage, use it, or, where it is a target of its own, name it: `FROM … AS name`.

## When to ignore it
The stage is being worked on and is built by number, with `--target 0`.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity, Tag
from dlinter.model.dockerfile import Dockerfile
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    needed = {edge.to for stage in dockerfile.stages for edge in stage.edges if edge.to != stage.index}
    for stage in dockerfile.stages[:-1]:
        if stage.index not in needed and not stage.name and stage.from_.error is None:
            yield Finding(
                stage.from_.keyword.span,
                "no stage uses this one, and without a name it cannot be a target, so its steps never run: "
                "delete it, or use it",
            )


RULE = Rule(
    id="unused-stage",
    doc=__doc__,
    since="0.1.0",
    tag=Tag.UNNECESSARY,
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    examples=(
        Bad(
            "«FROM» golang:1.24\nRUN go build -o /app\nFROM alpine:3.20\nCOPY app /app\n",
            better="FROM golang:1.24 AS build\nRUN go build -o /app\nFROM alpine:3.20\nCOPY --from=build "
                "/app /app\n",
        ),
        Good("FROM golang:1.24\nRUN go build -o /a\nFROM alpine:3.20\nCOPY --from=0 /a /a\n"),
        Good("FROM golang:1.24 AS test\nRUN go test ./...\nFROM alpine:3.20\nCOPY a /a\n"),
    ),
)
