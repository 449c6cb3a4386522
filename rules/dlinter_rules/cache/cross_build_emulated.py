"""A build stage of a multi-platform Dockerfile runs in emulation for every platform except the builder's own.

## Why
Without `--platform=$BUILDPLATFORM` the compiler itself runs as the target's program under QEMU, ten to forty
times slower, and nothing of its stage's cache is shared between the platforms.

## Instead
`FROM --platform=$BUILDPLATFORM …` for the stage that compiles, and the compiler's own switch for the target
(`GOARCH=$TARGETARCH`, `--target=`).

## When to ignore it
The compiler cannot build for another platform, or every platform has a native builder of its own, so nothing
is emulated.

## Fix safety
Unsafe: the compiler must be told the target, or it makes programs for the builder.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Arg, EdgeKind, Run, Stage
from dlinter.model.packages.installs import installs
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(stage: Stage, context: Context) -> Iterator[Finding]:
    if (
        stage.base is not None
        or stage.from_.flag_value("platform") is not None
        or stage.from_.error is not None
    ):
        return
    wanted = {p.key.value for i in stage.instructions if isinstance(i, Arg) for p in i.pairs} & {
        "TARGETARCH",
        "TARGETPLATFORM",
        "TARGETOS",
    }
    final = context.dockerfile.final
    if not wanted or final is None or stage.index == final.index:
        return
    if not any(
        e.kind is EdgeKind.COPY and e.to == stage.index for s in context.dockerfile.stages for e in s.edges
    ):
        return
    for run in (i for i in stage.instructions if isinstance(i, Run)):
        for command in context.facts.script(run).commands:
            install = installs(command)
            told = any(
                a.name in ("GOARCH", "GOOS") for a in command.assignments
            ) or "$TARGETARCH" in " ".join(command.args)
            if install is not None and install.tool.cross and install.action == "build" and told:
                at = stage.from_.keyword.span.end
                slow = sum(isinstance(i, Run) for i in stage.instructions)
                steps = (
                    f"as do all {slow} `RUN` of its stage, once for each platform"
                    if slow > 1
                    else "once for each platform"
                )
                yield Finding(
                    stage.from_.keyword.span,
                    f"`{install.manager}` builds for `$TARGETARCH` here but itself runs in emulation, "
                    f"{steps}: use `FROM --platform=$BUILDPLATFORM`",
                    Fix("build on the builder's platform",
                        (Edit(Span(at, at), " --platform=$BUILDPLATFORM"),), Safety.UNSAFE),
                )
                return


RULE: Rule[Stage] = Rule(
    id="cross-build-emulated",
    doc=__doc__,
    since="0.1.0",
    subject=Stage,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "«FROM» golang:1.25 AS build\nARG TARGETARCH\nCOPY . .\nRUN GOARCH=$TARGETARCH go build -o /app "
            ".\nFROM scratch\nCOPY --from=build /app /app\n",
            fixed="FROM --platform=$BUILDPLATFORM golang:1.25 AS build\nARG TARGETARCH\nCOPY . .\nRUN "
                "GOARCH=$TARGETARCH go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n",
        ),
        Good(
            "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n"),
        Good("FROM golang:1.25\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build .\n"),
    ),
)
