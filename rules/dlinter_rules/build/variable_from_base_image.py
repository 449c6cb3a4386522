"""A variable that this file does not set: only the base image can.

## Why
Where the base image sets it, a change of the base image changes the build without a changed line. Where it
does not, the variable expands to nothing. BuildKit warns when the base image does not set it.

## Instead
Declare what the file relies on: `ENV APP_UID=1654`, or `${APP_UID:-1654}`.

## When to ignore it
The base image documents the variable as part of its interface (`JAVA_HOME`, `GOPATH`, `NGINX_VERSION`).
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    if b"$" not in context.facts.text.data:
        return
    from dlinter.model.facts.undefined import undefined_uses

    for use in undefined_uses(context.facts, guarded=True):
        if use.guarded or (not use.certain and not use.slip_of):
            only = "" if use.certain else ": only the base image can"
            yield Finding(use.span, f"nothing in this file sets `{use.name}`{only}")


RULE = Rule(
    id="variable-from-base-image",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    precision="low",
    ruleset="all",
    aliases=("buildkit:UndefinedVar",),
    examples=(
        Bad("FROM mcr.example/dotnet/aspnet:9.0\nUSER «$APP_UID»\n",
            better="FROM mcr.example/dotnet/aspnet:9.0\nARG APP_UID=1654\nUSER $APP_UID\n"),
        Good("FROM mcr.example/dotnet/aspnet:9.0\nARG APP_UID=1654\nUSER $APP_UID\n"),
        Good("FROM alpine:3.20\nENV PATH=$PATH:/app\n"),
    ),
)
