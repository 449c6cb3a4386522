"""A label that the project asks for is missing.

## Why
Tools that read labels rely on them; a missing one is found out when it is looked for. The rule is silent until `labels` says which labels there are. A stage
that nobody builds for itself needs none.

## Instead
`LABEL key=value` in the stage, or in one it stands on.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.dockerfile.labels import labels_in
from dlinter.model.dockerfile.sections import lineage, targets
from dlinter.rule import Bad, Context, Good, Option, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    schema = context.options["labels"]
    if not schema:
        return
    for stage in targets(dockerfile):
        there = {name for s in lineage(stage, dockerfile) for name, _, _ in labels_in(s.instructions)}
        for name in schema:
            if name not in there:
                yield Finding(stage.from_.keyword.span, f"the label `{name}` is missing", key=name)


RULE = Rule(
    id="missing-label",
    doc=__doc__,
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("hadolint:DL3049",),
    options=(Option("labels", {}, "labels that have to be there, each with its kind (see `invalid-label-value`)"),),
    examples=(
        Bad("«FROM» alpine:3.20\nLABEL b=c\n", options={"labels": {"a": "text"}}),
        Good("FROM alpine:3.20 AS base\nLABEL a=b\nFROM base\n", options={"labels": {"a": "text"}}),
        Good("FROM alpine:3.20\nLABEL b=c\n"),
    ),
)
