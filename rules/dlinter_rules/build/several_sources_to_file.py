"""`COPY` or `ADD` of several sources to a destination that does not end in `/`.

## Why
Several files cannot become one: BuildKit stops unless the destination is a folder, and a folder is marked by
a `/` at the end.

## When to ignore it
Never: BuildKit refuses several sources for a destination that does not end in `/`.

## Fix safety
Safe: the `/` is added.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Add, Copy
from dlinter.model.facts.values import value_of
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Copy | Add, context: Context) -> Iterator[Finding]:
    target = instruction.destination
    if instruction.error is not None or target is None or len(instruction.sources) < 2:
        return
    value = value_of(target, instruction, context.facts)
    if value is None:
        value = target.value.strip("\"'")
        if value.endswith("}") or "$" in value.rpartition("/")[2]:
            return  # the variable may end in `/`
    if value.endswith(("/", "\\")) or value in (".", ".."):
        return
    source = context.facts.text.slice(target.span)
    end = target.span.end - (1 if source[-1:] in "\"'" else 0)
    fix = Fix("add `/`", (Edit(Span(end, end), "/"),), Safety.SAFE)
    yield Finding(target.span, f"several sources need a folder as destination: write `{value}/`", fix)


RULE: Rule[Copy | Add] = Rule(
    id="several-sources-to-file",
    doc=__doc__,
    since="0.1.0",
    subject=(Copy, Add),
    check=check,
    severity=Severity.ERROR,
    aliases=("hadolint:DL3021", "trivy:DS-0011"),
    examples=(
        Bad("FROM alpine:3.20\nCOPY a b «/srv»\n", fixed="FROM alpine:3.20\nCOPY a b /srv/\n"),
        Bad('FROM alpine:3.20\nCOPY ["a", "b", «"c d"»]\n',
            fixed='FROM alpine:3.20\nCOPY ["a", "b", "c d/"]\n'),
        Good("FROM alpine:3.20\nCOPY a b /srv/\nCOPY a b .\nCOPY a c\n"),
        Good("FROM alpine:3.20\nARG D\nCOPY a b $D\n"),
    ),
)
