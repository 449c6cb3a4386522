"""A label that is not in the project's list.

## Why
Nobody reads it, or its name is a typo. The rule is silent until the option `labels` lists the labels.

## When to ignore it
The label belongs to a tool that the project's list does not cover, and it is meant for this image alone.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.dockerfile.labels import labels_in
from dlinter.rule import Bad, Context, Good, Option, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    schema = context.options["labels"]
    if not schema:
        return
    for name, _, pair in labels_in(dockerfile.instructions):
        if name not in schema:
            yield Finding(pair.key.span, f"the label `{name}` is not in the project's list")


RULE = Rule(
    id="unknown-label",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    precision="very-high",
    ruleset="strict",
    aliases=("hadolint:DL3050",),
    options=(Option("labels", {}, "the known labels, each with its kind (see `invalid-label-value`)"),),
    examples=(
        Bad(
            'FROM alpine:3.20\nLABEL «org.opencontainers.image.titel»="app"\n',
            better='FROM alpine:3.20\nLABEL org.opencontainers.image.title="app"\n',
            options={"labels": {"org.opencontainers.image.title": "text"}},
        ),
        Good("FROM alpine:3.20\nLABEL a=x\n", options={"labels": {"a": "text"}}),
        Good("FROM alpine:3.20\nLABEL b=c\n"),
    ),
)
