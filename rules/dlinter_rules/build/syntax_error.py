"""BuildKit refuses the file here.

## Why
The build stops before its first step. dlint reads on after the refused instruction, so the rest of
the file is still checked.

## When to ignore it
Never in a file that BuildKit builds. Leave out templates and fragments with `exclude`.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile, ErrorKind, Expose, Instruction, Onbuild
from dlinter.model.dockerfile.refused_heredocs import refused_heredocs
from dlinter.model.frontend import extends_dockerfile
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def _told_elsewhere(dockerfile: Dockerfile) -> set[Span]:
    """Errors that have a rule of their own: `invalid-port`, `invalid-trigger`."""
    return {
        i.error.span for i in dockerfile.instructions
        if i.error is not None and ((isinstance(i, Expose) and i.args) or _no_trigger(i))
    }  # fmt: skip


def _no_trigger(instruction: Instruction) -> bool:
    trigger = instruction.trigger if isinstance(instruction, Onbuild) else None
    return trigger is not None and trigger.keyword.value in ("ONBUILD", "FROM", "MAINTAINER")


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    if extends_dockerfile(dockerfile):
        return
    elsewhere = _told_elsewhere(dockerfile) if dockerfile.errors else set()
    heredocs = refused_heredocs(dockerfile) if dockerfile.errors else ()
    for error in dockerfile.errors:
        if any(h.body.start <= error.span.start < h.body.end for h in heredocs):
            continue  # `unknown-instruction` says why these lines are read at all
        if error.kind in (ErrorKind.PARSE, ErrorKind.INSTRUCTION) and error.span not in elsewhere:
            yield Finding(error.span, error.message)


RULE = Rule(
    id="syntax-error",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    aliases=("hadolint:DL1000",),
    examples=(
        Bad("FROM alpine:3.20\n«COPY» start.sh\nRUN ./start.sh\n",
            better="FROM alpine:3.20\nCOPY start.sh ./\nRUN ./start.sh\n"),
        Bad("FROM alpine:3.20\n«ENV»\nRUN true\n"),
        Bad("FROM alpine:3.20\n«COPY» onlyone\n"),
        Bad("FROM alpine:3.20\nRUN «--nonsense=1» true\n"),
        Good(
            "FROM alpine:3.20\nRUN --mount=type=bind,Z,source=a,target=/b "
            "--mount=type=bind,source=c,target=/c,relabel=shared x\n", path="Containerfile"),
        Good(
            "# syntax=tools.example/frontend:1\nINCLUDE ./base.dockerfile\nFROM ./other.dockerfile#stage "
            "AS x\nFROM x\nCOPY --from=elsewhere a b\n"),
        Good("FROM alpine:3.20\nCMD <<EOF\nenv\nEOF\n"),
        Good("FROM alpine:3.20\nENV A=b\nRUN true\n"),
    ),
)
