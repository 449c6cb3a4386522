"""The name of a stage has upper-case letters.

## Why
BuildKit keeps stage names in lower case. `COPY --from=` and `--target` find the stage in either spelling, but
`FROM Build` looks for an image called `Build`, and fails.

## When to ignore it
Scripts of other people call the stage by `--target` in this spelling; both spellings work there.

## Fix safety
Safe: the name is written in lower case, also in each `FROM` that refers to it.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for stage in dockerfile.stages:
        alias = stage.from_.alias
        if alias is None or alias.value == alias.value.lower():
            continue
        lower = alias.value.lower()
        edits = [Edit(alias.span, lower)]
        for later in dockerfile.stages[stage.index + 1 :]:
            image = later.from_.image
            if image is not None and image.value == alias.value:
                edits.append(Edit(image.span, lower))
        yield Finding(
            alias.span, f"stage names are lower case: write `{lower}`",
            Fix(f"write `{lower}`", tuple(edits), Safety.SAFE)
        )


RULE = Rule(
    id="stage-name-casing",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    ruleset="strict",
    aliases=("buildkit:StageNameCasing",),
    examples=(
        Bad(
            "FROM golang:1.24 AS «Build»\nFROM Build AS test\nCOPY --from=Build /a /b\n",
            fixed="FROM golang:1.24 AS build\nFROM build AS test\nCOPY --from=Build /a /b\n",
        ),
        Good("FROM golang:1.24 AS build\n"),
    ),
)
