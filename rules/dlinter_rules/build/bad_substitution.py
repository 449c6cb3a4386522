"""BuildKit refuses a variable's substitution, or a quote that is not closed.

## Why
Words of most instructions are expanded by BuildKit's own small shell, which knows `${x:-y}`, `${x:+y}`, `${x:?e}`, `${x#p}`, `${x%p}` and `${x/a/b}`, and
stops at anything else.

## When to ignore it
Never in a file that BuildKit builds. A template that another program fills in before the build is left out
with `exclude`, or ignored as a whole file.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.rule import Bad, Context, Good, Rule


def _may_be_wrong(dockerfile: Dockerfile) -> bool:
    """Making the scope takes time: only where a word has a variable or a quote without its fellow."""
    if b"$" in dockerfile.text.data:
        return True
    return any(t.value.count(q) % 2 for i in dockerfile.instructions for t in i.args for q in "\"'")


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    if not _may_be_wrong(dockerfile):
        return
    for error in context.facts.scope.errors:
        yield Finding(error.span, f"BuildKit stops here: {error.message}")


RULE = Rule(
    id="bad-substitution",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    examples=(
        Bad("FROM alpine:3.20\nARG V=«${option:variant}»\n", better="FROM alpine:3.20\nARG V=${option:-variant}\n"),
        Bad('FROM alpine:3.20\nWORKDIR «"/srv»\n'),
        Good('ARG BASE="${BASE:?give BASE}"\nFROM $BASE\n'),
        Good("FROM alpine:3.20\nARG V=${option:-variant}\nRUN echo ${x:0:3}\n"),
    ),
)
