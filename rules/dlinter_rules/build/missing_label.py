"""A label that the project asks for is missing.

## Why
Tools rely on labels, and nobody notices a missing one until a tool needs it. The rule is silent until the
option `labels` lists the labels. A stage that is not built on its own needs none.

## Instead
`LABEL key=value` in the stage, or in the stage it is built `FROM`.

## When to ignore it
The label is added outside of the Dockerfile, by `docker build --label` or `docker/metadata-action`.
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
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("hadolint:DL3049",),
    options=(Option("labels", {},
        "labels that are required, each with its kind (see `invalid-label-value`)"),),
    examples=(
        Bad(
            '«FROM» alpine:3.20\nLABEL maintainer="the web team"\n',
            better='FROM alpine:3.20\nLABEL maintainer="the web team" \\\n      '
                'org.opencontainers.image.source="https://git.example/web/app"\n',
            options={"labels": {"org.opencontainers.image.source": "url"}},
        ),
        Good("FROM alpine:3.20 AS base\nLABEL a=b\nFROM base\n", options={"labels": {"a": "text"}}),
        Good("FROM alpine:3.20\nLABEL b=c\n"),
    ),
)
