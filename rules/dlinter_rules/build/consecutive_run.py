"""Two `RUN` instructions follow each other.

## Why
Each makes a layer. Joined they make one, and a file that the second deletes is not in the image. In a stage
that is not part of the final image, separate steps are better: each is cached on its own.

## Instead
One `RUN` with `&&`, or a heredoc.

## When to ignore it
Each step takes long and changes at another time, so a separate cache entry for each is worth more than one
layer less.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile, Instruction, Run
from dlinter.model.dockerfile.sections import sections
from dlinter.rule import Bad, Context, Good, Rule


def _simple(run: Run, context: Context) -> bool:
    return not run.heredocs and len(context.facts.script(run).commands) <= 1


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for section in sections(dockerfile):
        previous: Instruction | None = None
        for instruction in section:
            if (
                isinstance(instruction, Run) and isinstance(previous, Run)
                and [(f.name, f.value) for f in instruction.flags]
                == [(f.name, f.value) for f in previous.flags]
                and instruction.form is previous.form
                and _simple(previous, context) and _simple(instruction, context)
            ):  # fmt: skip
                yield Finding(
                    instruction.keyword.span, f"join this with the `RUN` on line {previous.first_line}"
                )
            previous = instruction


RULE = Rule(
    id="consecutive-run",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    precision="low",
    ruleset="all",
    aliases=("hadolint:DL3059",),
    examples=(
        Bad("FROM alpine:3.20\nRUN a\n# why\n«RUN» b\n",
            better="FROM alpine:3.20\nRUN a \\\n # why\n && b\n"),
        Good("FROM alpine:3.20\nRUN a && b\nRUN c\n"),
        Good("FROM alpine:3.20\nRUN --mount=type=secret,id=t a\nRUN b\n"),
        Good("FROM alpine:3.20\nRUN a\nENV B=c\nRUN b\n"),
    ),
)
