"""The line begins with a word that is not a Dockerfile instruction.

## Why
BuildKit stops with "unknown instruction". Most often it is a typo, or a continuation lost because the
line before has no `\\` at its end.

## When to ignore it
The file is read by a frontend with instructions of its own that dlint does not know: name it with `#
syntax=`.

## Fix safety
Unsafe: the word is replaced by the one instruction that is nearest to it.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Dockerfile, Instruction, Onbuild, Unknown
from dlinter.model.frontend import extends_dockerfile
from dlinter.rule import Bad, Context, Good, Rule

_KNOWN = (
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
    "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
)  # fmt: skip


MANY = 8
"""More of them than this, and the file is something else: a template, or prose."""


def _all(dockerfile: Dockerfile) -> Iterator[Unknown]:
    for top in dockerfile.instructions:
        instruction: Instruction | None = top
        while isinstance(instruction, Onbuild):
            instruction = instruction.trigger
        if isinstance(instruction, Unknown):
            yield instruction


def _opened(end: Unknown, dockerfile: Dockerfile) -> Instruction | None:
    """The instruction that a word would end the heredoc of, if it took one (parser.go, `heredocDirectives`)."""
    marker = re.compile(r"<<-?([\"']?)" + re.escape(end.keyword.value) + r"\1(?!\w)")
    before = (i for i in reversed(dockerfile.instructions[: end.index]) if marker.search(dockerfile.text.slice(i.span)))
    found = next(before, None) if not end.args else None
    return found if found is not None and found.keyword.value.upper() not in ("RUN", "COPY", "ADD", "ONBUILD") else None


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    if extends_dockerfile(dockerfile):
        return
    unknown = list(_all(dockerfile))
    if len(unknown) > MANY:
        word = unknown[0].keyword
        yield Finding(word.span, f"`{word.value[:40]}` is not an instruction, and {len(unknown) - 1} more lines do not begin with one: is this a Dockerfile?")
        return
    for instruction in unknown:
        word = instruction.keyword
        near = get_close_matches(word.value, _KNOWN, 1, 0.6)
        message, fix = f"`{word.value[:40]}` is not an instruction", None
        opened = _opened(instruction, dockerfile)
        if opened is not None:
            message += f": {opened.keyword.value.upper()} on line {opened.first_line} takes no heredoc, only RUN, COPY and ADD do"
        elif near:
            message += f"; did you mean `{near[0]}`?"
            fix = Fix(f"write `{near[0]}`", (Edit(word.span, near[0]),), Safety.UNSAFE)
        yield Finding(word.span, message, fix)


RULE = Rule(
    id="unknown-instruction",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    aliases=("hadolint:DL1000",),
    examples=(
        Bad("FROM alpine:3.20\n«RNU» true\n", fixed="FROM alpine:3.20\nRUN true\n"),
        Bad("FROM alpine:3.20\n«APT-GET» update\n"),
        Bad("FROM alpine:3.20\nCMD <<EOF\nRUN true\n«EOF»\n"),
        Bad("«{{if»\n" + "set a to b\n" * 9 + "FROM alpine:3.20\n"),
        Good("# syntax=tools.example/frontend:1\nINCLUDE ./base.dockerfile\nFROM ./other.dockerfile#stage AS x\nFROM x\nCOPY --from=elsewhere a b\n"),
        Good("from alpine:3.20\nrun true\n"),
    ),
)
