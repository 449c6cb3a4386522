"""The file is for a frontend that does not read Dockerfiles.

## Why
`# syntax=` names the image that reads the file, and it may read anything: YAML, JSON, a language of its own.
Rules about Dockerfile instructions do not apply and are skipped; dlint still searches the file for secrets.

## When to ignore it
The frontend is known and its file is meant; the note only says that dlint has nothing to check there but
secrets.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    frontend = context.facts.foreign
    if frontend is None:
        return
    directive = dockerfile.directive("syntax")
    what = f": it reads {frontend.reads}" if frontend.reads else ""
    name = dockerfile.frontend
    yield Finding(
        directive.value_span if directive else None,
        f"not a Dockerfile but a file for `{name}`{what}; dlint searches it for secrets only",
    )


RULE = Rule(
    id="not-a-dockerfile",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    examples=(
        Bad(
            "# syntax=«dhi.io/build:2-alpine»\nname: Alpine\ncontents:\n  packages: [curl, git]\n",
            better="# syntax=docker/dockerfile:1\nFROM alpine:3.20\nRUN apk add --no-cache curl git\n",
        ),
        Bad("# syntax=«registry.example/own/frontend:1»\n[package]\nname = 'x'\n"),
        Bad('{"syntax": "registry.example/own/frontend:1", "from": "alpine"}\n'),
        Good("# syntax=registry.example/own/frontend:1\nFROM alpine:3.20\nINCLUDE a\n"),
        Good("# syntax=docker/dockerfile:1\nname: x\n"),
    ),
)
