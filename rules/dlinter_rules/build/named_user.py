"""`USER` with a name, not a number.

## Why
Kubernetes cannot tell whether a name is root: with `runAsNonRoot: true` it starts an image whose user is a
number, and refuses one whose user is a name.

## Instead
`USER 1000:1000`, the number that `useradd --uid` gave.

## When to ignore it
The image never runs under Kubernetes with `runAsNonRoot`, or the number is not known when the file is written
because the base image chooses it.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import User
from dlinter.rule import Bad, Context, Good, Rule


def check(user: User, context: Context) -> Iterator[Finding]:
    if user.name is None or user.error is not None:
        return
    value = user.name.value.strip("\"'")
    name = value.partition(":")[0]
    if name and "$" not in value and not name.isdigit() and name != "root":
        yield Finding(
            user.name.span, f"Kubernetes cannot tell that `{name}` is not root: write the user's number"
        )


RULE = Rule(
    id="named-user",
    doc=__doc__,
    since="0.1.0",
    subject=User,
    check=check,
    severity=Severity.NOTE,
    ruleset="all",
    aliases=("hadolint:DL3066",),
    examples=(
        Bad("FROM node:22\nUSER «node:node»\n", better="FROM node:22\nUSER 1000:1000\n"),
        Good("FROM node:22\nUSER 1000:node\n"),
        Good("FROM node:22\nARG UID\nUSER $UID\n"),
    ),
)
