"""`RUN` in a stage that is `FROM scratch` and has no files yet.

## Why
`scratch` has no shell and no program: the step stops with "not found".

## Instead
Run it in a stage that has a system, and `COPY --from` its result.

## When to ignore it
Never: there is no program in the stage that could run, and the build stops.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Add, Copy, Dockerfile, Run
from dlinter.model.dockerfile.sections import lineage
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for stage in dockerfile.stages:
        stages = list(lineage(stage, dockerfile))
        image = stages[-1].from_.image
        if image is None or image.value != "scratch" or stages[-1].base is not None:
            continue
        if any(isinstance(i, (Add, Copy, Run)) for below in stages[1:] for i in below.instructions):
            continue
        first = next((i for i in stage.instructions if isinstance(i, (Add, Copy, Run))), None)
        if isinstance(first, Run) and not any(m.type == "bind" for m in first.mounts):
            yield Finding(
                first.keyword.span,
                "`scratch` has no shell and no programs: run this in another stage, and copy the result",
            )


RULE = Rule(
    id="run-in-scratch",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    examples=(
        Bad(
            "FROM scratch\n«RUN» mkdir /tmp\nCOPY a /a\n",
            better="FROM alpine:3.20 AS files\nRUN mkdir /tmp/empty\nFROM scratch\nCOPY --from=files "
                "/tmp/empty /tmp\nCOPY a /a\n",
        ),
        Bad('FROM scratch AS a\nENV A=1\nFROM a\n«RUN» ["/a"]\n'),
        Good("FROM scratch\nADD rootfs.tar /\nRUN mkdir /x\n"),
        Good("FROM scratch\nRUN --mount=type=bind,from=busybox:1,source=/bin,target=/bin mkdir /tmp\n"),
        Good("FROM alpine:3.20\nRUN mkdir /x\n"),
    ),
)
