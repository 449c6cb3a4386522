"""Labels are not what the project's schema asks for.

## Why
Tools that read labels rely on them: a missing version or a date in another form is found out too late. The rule is silent until `labels` says which labels
there are, each with what its value is: `text`, `url`, `email`, `semver`, `hash` (a git commit), `rfc3339` (a time) or `spdx` (a licence).

## Instead
`LABEL key=value` in each stage that is built for itself, or in a stage it stands on.
"""

import re
from collections.abc import Iterator, Mapping

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile, Instruction, KeyValue, Label, Onbuild
from dlinter.model.dockerfile.sections import lineage, targets
from dlinter.rule import Bad, Context, Good, Option, Rule


def _labels(instructions: tuple[Instruction, ...]) -> Iterator[tuple[Label, KeyValue]]:
    for instruction in instructions:
        inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
        if isinstance(inner, Label):
            yield from ((inner, pair) for pair in inner.pairs)


def _key(pair: KeyValue) -> str:
    return pair.key.value.strip("\"'")


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    schema: Mapping[str, str] = context.options["labels"]
    if not schema:
        return
    from dlinter.model.label_values import KINDS, fits

    for stage in targets(dockerfile):
        there = {_key(pair) for s in lineage(stage, dockerfile) for _, pair in _labels(s.instructions)}
        for name in schema:
            if name not in there:
                yield Finding(stage.from_.keyword.span, f"the label `{name}` is missing", key=name)
    for label, pair in _labels(dockerfile.instructions):
        name = _key(pair)
        kind = schema.get(name)
        if kind is None:
            if context.options["strict"]:
                yield Finding(pair.key.span, f"the schema knows no label `{name}`")
            continue
        value = context.facts.scope.expand(pair.value, label).value if pair.value is not None else ""
        if value is None:
            continue
        span = pair.value.span if pair.value is not None else pair.span
        if not value:
            yield Finding(span, f"the label `{name}` is empty", key=name)
        elif not fits(value, kind):
            what = KINDS.get(re.sub(r"\W", "", kind.lower()), kind)
            yield Finding(span, f"the label `{name}` is {what}, and this is none", key=name)


RULE = Rule(
    id="label-schema",
    doc=__doc__,
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    aliases=tuple(f"hadolint:DL{n}" for n in (3049, 3050, 3051, 3052, 3053, 3054, 3055, 3056, 3058)),
    options=(
        Option("labels", {}, "labels and what they are: `text`, `url`, `email`, `semver`, `hash`, `rfc3339`, `spdx`"),
        Option("strict", False, "whether other labels are told of"),
    ),
    examples=(
        Bad("«FROM» alpine:3.20\nLABEL b=c\n", options={"labels": {"a": "text"}}),
        Bad("FROM alpine:3.20\nLABEL a=«x» «b»=c\n", options={"labels": {"a": "semver"}, "strict": True}),
        Bad('FROM alpine:3.20\nLABEL a=«""»\n', options={"labels": {"a": "text"}}),
        Good("FROM alpine:3.20 AS base\nLABEL a=1.2.3\nFROM base\n", options={"labels": {"a": "semver"}}),
        Good("FROM alpine:3.20\nARG V\nLABEL a=$V b=c\n", options={"labels": {"a": "semver"}}),
        Good("FROM alpine:3.20\nLABEL b=c\n"),
    ),
)
