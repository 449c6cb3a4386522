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

from collections.abc import Iterator
from difflib import get_close_matches

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Dockerfile, Instruction, Onbuild, Unknown
from dlinter.model.dockerfile.refused_heredocs import RefusedHeredoc, refused_heredocs
from dlinter.model.frontend import extends_dockerfile
from dlinter.rule import Bad, Context, Good, Rule

_KNOWN = (
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
    "ONBUILD",
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


def _heredoc(refused: RefusedHeredoc) -> Finding:
    """One finding for the whole of it: that its lines are no instructions follows from it."""
    keyword, first, last = (
        refused.opener.keyword.value.upper(),
        refused.opener.last_line + 1,
        refused.end.first_line,
    )
    lines = (
        f"so lines {first} to {last} are read as instructions"
        if last > first
        else f"so line {last} is read as an instruction"
    )
    if refused.taken:
        return Finding(refused.mark, f"a heredoc has no space after `<<-`, {lines}: leave the space out")
    better = (
        ": write the script with `COPY <<EOF` and start that"
        if keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK")
        else ": quote the text, with a `\\` at the end of each line"
    )
    return Finding(refused.mark, f"{keyword} takes no heredoc, only RUN, COPY and ADD do, {lines}{better}")


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    if extends_dockerfile(dockerfile):
        return
    unknown = list(_all(dockerfile))
    if len(unknown) > MANY:
        word = unknown[0].keyword
        yield Finding(
            word.span,
            f"`{word.value[:40]}` is not an instruction, and {len(unknown) - 1} more lines do not begin "
            "with one: is this a Dockerfile?",
        )
        return
    heredocs = refused_heredocs(dockerfile)
    yield from map(_heredoc, heredocs)
    for instruction in unknown:
        word = instruction.keyword
        if any(h.body.start <= word.span.start < h.body.end for h in heredocs):
            continue
        near = get_close_matches(word.value, _KNOWN, 1, 0.6)
        message, fix = f"`{word.value[:40]}` is not an instruction", None
        if near:
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
        Bad("FROM alpine:3.20\nCMD «<<EOF»\nRUN true\nexec app\nEOF\n"),
        Bad("FROM alpine:3.20\nLABEL words=«<<'end'»\nhello\nend\n"),
        Bad("FROM alpine:3.20\nRUN cat «<<- EOF» > /a\n\thello\n\tEOF\n"),
        Bad("FROM alpine:3.20\nRUN cat <<EOF\nhello\nEOF\n«APT-GET» update\n"),
        Bad("«{{if»\n" + "set a to b\n" * 9 + "FROM alpine:3.20\n"),
        Good(
            "# syntax=tools.example/frontend:1\nINCLUDE ./base.dockerfile\nFROM ./other.dockerfile#stage "
            "AS x\nFROM x\nCOPY --from=elsewhere a b\n"),
        Good("from alpine:3.20\nrun true\n"),
    ),
)
