"""`RUN --mount` in a stage whose base image is for Windows.

## Why
BuildKit mounts into Linux containers only: on Windows the step fails.

## When to ignore it
Never for a stage that is built on Windows. Where the image's name only sounds like one for Windows, ignore it
there.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.distributions import base_image
from dlinter.rule import Bad, Context, Good, Rule

_NAMES = ("windows/servercore", "windows/nanoserver", "windows/server", "dotnet/framework")


def check(run: Run, context: Context) -> Iterator[Finding]:
    if context.stage is None or not run.mounts:
        return
    image = base_image(context.stage, context.facts).lower()
    platform = (context.stage.from_.flag_value("platform") or "").lower()
    if platform.startswith("windows") or (
        image.startswith("mcr.microsoft.com/") and any(name in image for name in _NAMES)
    ):
        yield Finding(
            run.mounts[0].flag.span,
            "BuildKit does not support mounts in a Windows stage, so the step fails: remove the mount",
        )


RULE: Rule[Run] = Rule(
    id="mount-on-windows",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.ERROR,
    examples=(
        Bad(
            "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN «--mount=type=cache,target=C:\\cache» "
            "nuget restore\n",
            better="FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN nuget restore\n",
        ),
        Bad("FROM --platform=windows/amd64 base.example/x:1\nRUN «--mount=type=secret,id=a» dir\n"),
        Good("FROM debian:13\nRUN --mount=type=cache,target=/cache ls\n"),
        Good("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir\n"),
    ),
)
