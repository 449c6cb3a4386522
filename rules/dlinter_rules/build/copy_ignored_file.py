"""`COPY` or `ADD` of something that `.dockerignore` excludes.

## Why
The build does not see the file: it stops with "not found", or the copy of a folder is empty.

## Instead
Include it again with a line `!path` at the end of `.dockerignore`, or remove the pattern.

## When to ignore it
The build runs with another context or ignore file than the one dlint sees, for example a `--build-context` or
a generated `.dockerignore`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Add, Copy, SourceKind
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.values import value_of
from dlinter.rule import Bad, Context, Good, Rule

if TYPE_CHECKING:
    from dlinter.model.dockerfile.context import BuildContext


def _left_out(path: str, build: BuildContext) -> bool:
    if build.ignore.negates:
        # A `!` may bring back what is in a folder: only what is there can be judged.
        return "*" not in path and path not in (".", "") and build.complete and build.entry(path) is not None and not build.has(path)
    if path in (".", ""):
        return any(p.text in ("*", "**", "**/*") for p in build.ignore.patterns)
    return build.ignore.ignores(path)


def check(instruction: Copy | Add, context: Context) -> Iterator[Finding]:
    if instruction.error is not None or instruction.onbuild or instruction.flag("from") is not None:
        return
    build = context.facts.build_context
    if build is None or not build.has_dockerignore:
        return
    for source in instruction.sources:
        if source.kind is not SourceKind.LOCAL:
            continue
        value = value_of(source.token, instruction, context.facts)
        if value is not None and _left_out(clean(value.lstrip("/")), build):
            yield Finding(source.token.span, f"`{build.dockerignore}` excludes `{value}` from the build, so {instruction.keyword.value} cannot find it")


RULE: Rule[Copy | Add] = Rule(
    id="copy-ignored-file",
    doc=__doc__,
    since="0.1.0",
    subject=(Copy, Add),
    check=check,
    severity=Severity.WARNING,
    aliases=("buildkit:CopyIgnoredFile",),
    examples=(
        Bad("FROM alpine:3.20\nCOPY a «b/c» /srv/\n", files={".dockerignore": "b\n", "b/c": "x", "a": "y"}),
        Bad("FROM alpine:3.20\nCOPY «.» /srv/\n", files={".dockerignore": "*\n", "a": "y"}),
        Bad("FROM alpine:3.20\nADD «a» /srv/\n", files={".dockerignore": "*\n!b\n", "a": "y", "b": ""}),
        Good("FROM alpine:3.20\nCOPY b /srv/\n", files={".dockerignore": "*\n!b\n", "b": ""}),
        Good("FROM alpine:3.20 AS s\nCOPY . .\nFROM s\nCOPY --from=s /b /c\n", files={".dockerignore": "b\n", "a": "", "b": ""}),
        Good("FROM alpine:3.20\nCOPY b /srv/\n", files={"b": ""}),
    ),
)
