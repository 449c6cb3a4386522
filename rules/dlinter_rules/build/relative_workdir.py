"""`WORKDIR` with a relative path, and no absolute one before it in the stage.

## Why
A relative path continues the working directory of the base image. When the base image changes its own, the
files end up elsewhere without a warning.

## Instead
Write the absolute path. A relative path after an absolute `WORKDIR` in the same stage is fine.

## When to ignore it
The base image is your own, and its working directory is meant to be continued.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Workdir
from dlinter.model.facts.values import before, value_of
from dlinter.rule import Bad, Context, Good, Rule


def _absolute(path: str) -> bool:
    path = path.strip("\"'")
    return path.startswith(("/", "\\")) or (path[1:2] == ":" and path[:1].isalpha())


def check(workdir: Workdir, context: Context) -> Iterator[Finding]:
    path = workdir.path
    if path is None or workdir.onbuild or workdir.error is not None:
        return
    value = value_of(path, workdir, context.facts)
    if value is None or _absolute(value) or _absolute(path.value):
        return
    # The first one in the stage, and in those it stands on, is the one to mend: the others continue it.
    if any(True for _ in before(workdir, context.facts, Workdir)):
        return
    yield Finding(
        path.span, f"`{path.value}` is relative to the base image's working directory: write an absolute path"
    )


RULE = Rule(
    id="relative-workdir",
    doc=__doc__,
    since="0.1.0",
    subject=Workdir,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("buildkit:WorkdirRelativePath", "checkov:CKV_DOCKER_10", "hadolint:DL3000", "trivy:DS-0009"),
    examples=(
        Bad("FROM alpine:3.20\nWORKDIR «app»\nWORKDIR src\n",
            better="FROM alpine:3.20\nWORKDIR /app\nWORKDIR src\n"),
        Good("FROM alpine:3.20\nWORKDIR /srv\nWORKDIR app\n"),
        Good("FROM alpine:3.20\nWORKDIR $HOME/app\n"),
        Good("FROM base.example/windows:1\nWORKDIR c:/app\n"),
        Good("FROM alpine:3.20 AS base\nWORKDIR /srv\nFROM base\nWORKDIR app\n"),
        Good("FROM alpine:3.20\nARG HOME=/srv\nWORKDIR $HOME/app\n"),
    ),
)
