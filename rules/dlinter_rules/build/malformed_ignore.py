"""A `# dlint:` comment that is written so that it ignores nothing.

## Why
It looks as if a finding was accepted, with a reason. But the name is misspelt, or the comment is not in the
form that dlint reads: the finding is still reported, or another one comes up that nobody expects.

## Instead
`# dlint: ignore[rule] reason`, with the id of a rule, its family, or its name in hadolint or BuildKit.

## When to ignore it
The comment is an example in a text about dlint and is not meant to ignore anything.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.ignore import MalformedIgnore
from dlinter.rule import Bad, Context, Good, Rule


def check(ignore: MalformedIgnore, context: Context) -> Iterator[Finding]:
    yield Finding(ignore.span, ignore.message)


RULE = Rule(
    id="malformed-ignore",
    doc=__doc__,
    since="0.1.0",
    subject=MalformedIgnore,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    examples=(
        Bad(
            "FROM alpine:3.20\n# dlint: ignore[«relative-workdi»] the base decides\nWORKDIR srv\n",
            better="FROM alpine:3.20\n# dlint: ignore[relative-workdir] the base decides\nWORKDIR srv\n",
        ),
        Bad("FROM alpine:3.20\n«# dlint: ignore [relative-workdir]»\nWORKDIR srv\n"),
        Bad("FROM alpine:3.20\n«# dlint: ignore»\nWORKDIR srv\n"),
        Good("FROM alpine:3.20\n# dlint: ignore[relative-workdir] the base decides\nWORKDIR srv\n"),
        Good("# dlint is run by the pipeline\nFROM alpine:3.20\n"),
    ),
)
