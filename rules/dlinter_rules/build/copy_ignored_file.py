"""`COPY`, `ADD` or a bind mount of something that `.dockerignore` excludes.

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
from dlinter.model.dockerfile import Add, Copy, Run, SourceKind, Token
from dlinter.model.dockerfile.paths import clean
from dlinter.model.facts.values import value_of
from dlinter.rule import Bad, Context, Good, Rule

if TYPE_CHECKING:
    from dlinter.model.dockerfile.context import BuildContext


def _left_out(path: str, build: BuildContext) -> bool:
    if build.ignore.negates:
        # A `!` may bring back what is in a folder: only what is there can be judged.
        return (
            "*" not in path
            and path not in (".", "")
            and build.complete
            and build.entry(path) is not None
            and not build.has(path)
        )
    if path in (".", ""):
        return any(p.text in ("*", "**", "**/*") for p in build.ignore.patterns)
    return build.ignore.ignores(path)


def _sources(instruction: Copy | Add | Run) -> Iterator[Token]:
    """What the instruction takes of the build context."""
    if isinstance(instruction, Run):
        for mount in instruction.mounts:
            source = next((o.value for o in mount.options if o.key.value.lower() in ("source", "src")), None)
            if mount.type == "bind" and mount.from_ is None and source is not None:
                yield source
    elif instruction.flag("from") is None:
        yield from (s.token for s in instruction.sources if s.kind is SourceKind.LOCAL)


def check(instruction: Copy | Add | Run, context: Context) -> Iterator[Finding]:
    if instruction.error is not None or instruction.onbuild:
        return
    sources = list(_sources(instruction))
    build = context.facts.build_context if sources else None
    if build is None or not build.has_dockerignore:
        return
    name = "the bind mount" if isinstance(instruction, Run) else instruction.keyword.value
    for source in sources:
        value = value_of(source, instruction, context.facts)
        if value is not None and _left_out(clean(value.lstrip("/")), build):
            yield Finding(
                source.span,
                f"`{build.dockerignore}` excludes `{value}` from the build, so {name} cannot find it",
            )


RULE: Rule[Copy | Add | Run] = Rule(
    id="copy-ignored-file",
    doc=__doc__,
    since="0.1.0",
    subject=(Copy, Add, Run),
    check=check,
    severity=Severity.WARNING,
    aliases=("buildkit:CopyIgnoredFile",),
    examples=(
        Bad(
            "FROM alpine:3.20\nCOPY start.sh «conf/app.ini» /srv/\n",
            files={".dockerignore": "conf\n", "conf/app.ini": "x", "start.sh": "y"},
            better="FROM alpine:3.20\nCOPY start.sh conf/app.ini /srv/\n",
            better_files={".dockerignore": "conf\n!conf/app.ini\n"},
        ),
        Bad("FROM alpine:3.20\nCOPY «.» /srv/\n", files={".dockerignore": "*\n", "a": "y"}),
        Bad("FROM alpine:3.20\nADD «a» /srv/\n", files={".dockerignore": "*\n!b\n", "a": "y", "b": ""}),
        Bad("FROM alpine:3.20\nRUN --mount=type=bind,source=«b»,target=/b cat /b\n",
            files={".dockerignore": "b\n", "b": "x"}),
        Good(
            "FROM alpine:3.20\nRUN --mount=type=bind,from=debian:12,source=b,target=/b "
            "--mount=type=bind,target=/src cat /b\n", files={".dockerignore": "b\n", "b": "x"}),
        Good("FROM alpine:3.20\nCOPY b /srv/\n", files={".dockerignore": "*\n!b\n", "b": ""}),
        Good("FROM alpine:3.20 AS s\nCOPY . .\nFROM s\nCOPY --from=s /b /c\n",
            files={".dockerignore": "b\n", "a": "", "b": ""}),
        Good("FROM alpine:3.20\nCOPY b /srv/\n", files={"b": ""}),
    ),
)
