"""A blank line between the continuation lines of an instruction.

## Why
BuildKit skips the blank line and warns that a later version may refuse it. It also hides a mistake: where the
`\\` before it was left by accident, the next instruction has become part of this one.

## When to ignore it
An old file that is generated, by a program you cannot change, for a BuildKit version that you pin.

## Fix safety
Safe: BuildKit leaves blank lines out of the instruction.
"""

from bisect import bisect_right
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Related, Safety, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.text import Span, Text
from dlinter.rule import Bad, Context, Good, Rule


def _blank_lines(text: Text, first: int, last: int) -> list[int]:
    return [n for n in range(first, last + 1) if not text.line(n).strip()]


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    text = dockerfile.text
    starts = [i.first_line for i in dockerfile.instructions] if dockerfile.warnings else []
    for warning in dockerfile.warnings:
        at = bisect_right(starts, text.line_of(warning.span.start)) - 1
        if at < 0:
            continue
        owner = dockerfile.instructions[at]
        blank = _blank_lines(text, owner.first_line, warning.line)
        edits = tuple(Edit(text.full_line_span(n), "") for n in blank)
        line = text.line_span(warning.line)
        content = text.slice(line)
        start = line.start + len(content) - len(content.lstrip())
        which = f"line {blank[0]} is" if len(blank) == 1 else f"lines {', '.join(map(str, blank[:5]))} are"
        yield Finding(
            Span(start, line.end),
            f"{which} blank inside this {owner.keyword.value}, which a later version of BuildKit may "
            "refuse: delete the blank lines",
            Fix("delete the blank lines", edits, Safety.SAFE),
            tuple(Related(text.line_span(n), "blank") for n in blank[:5]),
        )


RULE = Rule(
    id="empty-continuation",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("buildkit:NoEmptyContinuation",),
    examples=(
        Bad(
            "FROM alpine:3.20\nRUN apk add \\\n\n    git \\\n  \n    «curl»\n",
            fixed="FROM alpine:3.20\nRUN apk add \\\n    git \\\n    curl\n",
        ),
        Good("FROM alpine:3.20\nRUN apk add \\\n    # why\n    curl\n"),
        Good("FROM alpine:3.20\nRUN <<EOF\na\n\nb\nEOF\n"),
    ),
)
