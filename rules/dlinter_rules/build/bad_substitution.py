"""BuildKit refuses a variable's substitution, or a quote that is not closed.

## Why
Words of most instructions are expanded by BuildKit's own small shell, which knows `${x:-y}`, `${x:+y}`,
`${x:?e}`, `${x#p}`, `${x%p}` and `${x/a/b}`, and stops at anything else.

## When to ignore it
Never in a file that BuildKit builds. A template that another program fills in before the build is left out
with `exclude`, or ignored as a whole file.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def _may_be_wrong(dockerfile: Dockerfile) -> bool:
    """Making the scope takes time: only where a word has a variable or a quote without its fellow."""
    if b"$" in dockerfile.text.data:
        return True
    return any(t.value.count(q) % 2 for i in dockerfile.instructions for t in i.args for q in "\"'")


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    if not _may_be_wrong(dockerfile):
        return
    alike: dict[str, list[Span]] = {}
    for error in context.facts.scope.errors:
        name = re.match(r"\"?\$\{(\w+)", context.facts.text.slice(error.span))
        alike.setdefault(name[1] if name is not None else f"{error.span.start}", []).append(error.span)
    for error in context.facts.scope.errors:
        first = next(spans for spans in alike.values() if error.span in spans)
        if error.span != first[0]:
            continue  # another place of a variable of the same template: told with the first one
        more = f" ({len(first) - 1} more of this variable below)" if len(first) > 1 else ""
        yield Finding(
            error.span,
            f"BuildKit stops here: {error.message}{more}",
            related=tuple(Related(span, "and here") for span in first[1:20]),
        )


RULE = Rule(
    id="bad-substitution",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    examples=(
        Bad("FROM alpine:3.20\nARG V=«${option:variant}»\n",
            better="FROM alpine:3.20\nARG V=${option:-variant}\n"),
        Bad("FROM alpine:3.20\nARG V=«${option:variant}»\nARG W=${option:width}\nENV X=«${other:x}»\n"),
        Bad('FROM alpine:3.20\nWORKDIR «"/srv»\n'),
        Good('ARG BASE="${BASE:?give BASE}"\nFROM $BASE\n'),
        Good("FROM alpine:3.20\nARG V=${option:-variant}\nRUN echo ${x:0:3}\n"),
    ),
)
