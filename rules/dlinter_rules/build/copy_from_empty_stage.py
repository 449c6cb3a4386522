"""Something is copied from a stage that has no files.

## Why
A stage that is `FROM scratch` and copies nothing in is empty: `COPY --from` of a path in it stops the build
with "not found". Usually the name or number of another stage was meant.

## When to ignore it
Never: the copy cannot find anything, and the build stops.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Add, Copy, Dockerfile, Onbuild, Run, Workdir
from dlinter.model.dockerfile.nodes import EdgeKind
from dlinter.model.dockerfile.sections import lineage
from dlinter.rule import Bad, Context, Good, Rule


def _empty(index: int, dockerfile: Dockerfile) -> bool:
    stages = list(lineage(dockerfile.stages[index], dockerfile))
    image = stages[-1].from_.image
    if image is None or image.value != "scratch" or stages[-1].base is not None:
        return False
    return not any(
        isinstance(i, (Add, Copy, Onbuild, Run, Workdir)) or i.error is not None
        for stage in stages
        for i in stage.instructions
    )


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for stage in dockerfile.stages:
        for edge in stage.edges:
            copy = edge.instruction
            if (
                edge.kind is not EdgeKind.COPY
                or edge.to is None
                or edge.to == stage.index
                or not isinstance(copy, Copy)
            ):
                continue
            if _empty(edge.to, dockerfile) and any(s.token.value.strip("\"'") != "/" for s in copy.sources):
                first = dockerfile.stages[edge.to].from_
                yield Finding(
                    edge.span,
                    f"the stage `{edge.name}` is `FROM scratch` and copies nothing in, so there is nothing "
                    "to copy from it",
                    related=(Related(first.keyword.span, "the empty stage"),),
                )  # fmt: skip


RULE = Rule(
    id="copy-from-empty-stage",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    examples=(
        Bad(
            "FROM scratch AS files\nENV A=1\nFROM alpine:3.20\nCOPY --from=«files» /a /b\n",
            better="FROM scratch AS files\nENV A=1\nCOPY a /a\nFROM alpine:3.20\nCOPY --from=files /a /b\n",
        ),
        Bad("FROM scratch\nFROM alpine:3.20\nCOPY --from=«0» /a /b\n"),
        Bad("FROM scratch AS a\nFROM a AS b\nFROM alpine:3.20\nCOPY --from=«b» /a /b\n"),
        Good("FROM scratch AS files\nCOPY a /a\nFROM alpine:3.20\nCOPY --from=files /a /b\n"),
        Good("FROM scratch AS files\nWORKDIR /a\nFROM alpine:3.20\nCOPY --from=files /a /b\n"),
        Good("FROM alpine:3.20 AS files\nFROM alpine:3.20\nCOPY --from=files /a /b\n"),
    ),
)
