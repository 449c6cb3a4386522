"""An instruction comes before the first `FROM`.

## Why
Only `ARG` may. BuildKit stops with "no build stage in current context".

## When to ignore it
Never in a file that is built as it is. For a fragment that another program puts together with a `FROM`,
exclude the file.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Arg, Dockerfile, From, Unknown
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for instruction in dockerfile.instructions:
        if isinstance(instruction, From):
            return
        if not isinstance(instruction, (Arg, Unknown)):
            name = instruction.keyword.value
            yield Finding(
                instruction.keyword.span, f"{name} comes before the first FROM: move it into a stage"
            )
            return  # what follows stands there for the same reason


RULE = Rule(
    id="instruction-before-from",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    aliases=("hadolint:DL3061",),
    examples=(
        Bad("«RUN» true\nLABEL a=b\nFROM alpine:3.20\n", better="FROM alpine:3.20\nRUN true\nLABEL a=b\n"),
        Bad("«COPY» a b\n"),
        Good("ARG V=3.20\nFROM alpine:$V\n"),
    ),
)
