"""The value of a label is not of the kind that the project asks for.

## Why
Tools that read labels rely on them: a date in another form, or a version that is not one, is noticed too
late. The rule is silent until the option `labels` lists the labels, each with its kind: `text`, `url`,
`email`, `semver`, `hash` (a git commit), `rfc3339` (a time) or `spdx` (a licence).

## When to ignore it
The value comes from a build argument that is checked elsewhere, before the build.
"""

import re
from collections.abc import Iterator, Mapping

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.dockerfile.labels import labels_in
from dlinter.rule import Bad, Context, Good, Option, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    schema: Mapping[str, str] = context.options["labels"]
    if not schema:
        return
    from dlinter.model.label_values import KINDS, fits

    for name, label, pair in labels_in(dockerfile.instructions):
        kind = schema.get(name)
        value = context.facts.scope.expand(pair.value, label).value if pair.value is not None else ""
        if kind is None or value is None:
            continue
        span = pair.value.span if pair.value is not None else pair.span
        if not value:
            yield Finding(span, f"the label `{name}` is empty", key=name)
        elif not fits(value, kind):
            what = KINDS.get(re.sub(r"\W", "", kind.lower()), kind)
            yield Finding(span, f"the label `{name}` must be {what}, and this is not", key=name)


RULE = Rule(
    id="invalid-label-value",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    aliases=tuple(f"hadolint:DL{n}" for n in (3051, 3052, 3053, 3054, 3055, 3056, 3058)),
    options=(Option("labels", {},
        "labels and their kinds: `text`, `url`, `email`, `semver`, `hash`, `rfc3339`, `spdx`"),),
    examples=(
        Bad(
            'FROM alpine:3.20\nLABEL org.opencontainers.image.version=«latest» maintainer="the web team"\n',
            better='FROM alpine:3.20\nLABEL org.opencontainers.image.version=1.4.0 maintainer="the web '
                'team"\n',
            options={"labels": {"org.opencontainers.image.version": "semver"}},
        ),
        Bad('FROM alpine:3.20\nLABEL a=«""»\n', options={"labels": {"a": "text"}}),
        Good("FROM alpine:3.20\nLABEL a=1.2.3\n", options={"labels": {"a": "semver"}}),
        Good("FROM alpine:3.20\nARG V\nLABEL a=$V b=c\n", options={"labels": {"a": "semver"}}),
        Good("FROM alpine:3.20\nLABEL b=c\n"),
    ),
)
