"""A `# dlint: ignore` that ignores nothing.

## Why
The finding it was for is gone, or the rule's name is misspelt and it never worked. If it stays, it hides the
next finding, which nobody decided to accept.

## When to ignore it
The finding comes and goes with the configuration, for example in a file that two projects lint with different
rules.

## Fix safety
Safe: only the names that ignore nothing are removed, and the comment when none is left.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity, Tag
from dlinter.model.ignore import UnusedIgnore
from dlinter.rule import Bad, Context, Good, Rule


def check(ignore: UnusedIgnore, context: Context) -> Iterator[Finding]:
    names = ", ".join(f"`{name}`" for name in ignore.names)
    fix = Fix("take it out", (Edit(ignore.delete, ""),), Safety.SAFE)
    yield Finding(
        ignore.span,
        f"this ignores nothing: {names}" if names else "this ignores nothing",
        fix,
        key=",".join(ignore.names),
    )


RULE = Rule(
    id="unused-ignore",
    doc=__doc__,
    since="0.1.0",
    tag=Tag.UNNECESSARY,
    subject=UnusedIgnore,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    examples=(
        Bad(
            "FROM alpine:3.20\n«# dlint: ignore[relative-workdir] the base decides»\nWORKDIR /srv\n",
            fixed="FROM alpine:3.20\nWORKDIR /srv\n",
        ),
        Good("FROM alpine:3.20\n# dlint: ignore[relative-workdir] the base decides\nWORKDIR srv\n"),
    ),
)
