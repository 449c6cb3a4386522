"""`WORKDIR` with a relative path, and no absolute one before it in the stage.

## Why
A relative path continues the working directory of the base image. When the base image changes its own, the files
land elsewhere, and nothing says so.

## Instead
Write the absolute path. A relative path after an absolute `WORKDIR` in the same stage is fine.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Stage, Workdir
from dlinter.rule import Bad, Context, Good, Rule


def _absolute(path: str) -> bool:
    path = path.strip("\"'")
    return path.startswith(("/", "\\", "$")) or (path[1:2] == ":" and path[:1].isalpha())


def _settled(stage: Stage, context: Context) -> bool:
    """Whether a stage this one is FROM has an absolute working directory."""
    seen = {stage.index}
    while stage.base is not None and stage.base not in seen:
        seen.add(stage.base)
        stage = context.dockerfile.stages[stage.base]
        if any(isinstance(i, Workdir) and i.path and _absolute(i.path.value) for i in stage.instructions):
            return True
    return False


def check(stage: Stage, context: Context) -> Iterator[Finding]:
    settled = _settled(stage, context)
    for instruction in stage.instructions:
        if isinstance(instruction, Workdir) and instruction.path:
            path = instruction.path
            if _absolute(path.value):
                settled = True
            elif not settled:
                yield Finding(path.span, f"`{path.value}` continues whatever working directory the base image has; write it from `/`")


RULE = Rule(
    id="relative-workdir",
    doc=__doc__,
    subject=Stage,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("buildkit:WorkdirRelativePath", "hadolint:DL3000"),
    examples=(
        Bad("FROM alpine:3.20\nWORKDIR «app»\n"),
        Good("FROM alpine:3.20\nWORKDIR /srv\nWORKDIR app\n"),
        Good("FROM alpine:3.20 AS base\nWORKDIR /srv\nFROM base\nWORKDIR app\n"),
        Good("FROM alpine:3.20\nARG HOME=/srv\nWORKDIR $HOME/app\n"),
    ),
)
