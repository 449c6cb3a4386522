"""A label's key is given twice in a stage.

## Why
The last value counts. The earlier one was left behind by mistake, or one of the two was meant to be another
key.

## Instead
One line a key. A label of the base image may be set again: this rule looks at one stage only.

## When to ignore it
Never on purpose: the earlier value has no effect.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Dockerfile, Label
from dlinter.model.dockerfile.sections import sections
from dlinter.model.dockerfile.tokens import KeyValue
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for section in sections(dockerfile):
        seen: dict[str, KeyValue] = {}
        for instruction in section:
            if not isinstance(instruction, Label) or instruction.error is not None:
                continue
            for pair in instruction.pairs:
                key = pair.key.value.strip("\"'")
                if "$" in key:
                    continue
                first = seen.get(key)
                if first is not None:
                    line = dockerfile.text.line_of(pair.span.start)
                    yield Finding(
                        first.key.span,
                        f"the label `{key}` is set again on line {line}, which replaces this value: keep one",
                        related=(Related(pair.key.span, "this one counts"),),
                    )  # fmt: skip
                seen[key] = pair


RULE = Rule(
    id="duplicate-label-key",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    examples=(
        Bad(
            'FROM alpine:3.20\nLABEL «org.example.a»=1 org.example.b=2\nLABEL "org.example.a"=3\n',
            better="FROM alpine:3.20\nLABEL org.example.a=3 org.example.b=2\n",
        ),
        Bad("FROM alpine:3.20\nLABEL «a»=1 a=2\n"),
        Good("FROM alpine:3.20 AS x\nLABEL a=1\nFROM x\nLABEL a=2\n"),
        Good("FROM alpine:3.20\nLABEL $A=1 $A=2\n"),
    ),
)
