"""Two stages have the same name.

## Why
Stage names are compared without regard to case. `COPY --from=NAME` then reads the later one, whichever was
meant, and `--target NAME` builds it.

## When to ignore it
Never on purpose: `--target` and `COPY --from` can reach only one of the two.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Dockerfile, Token
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    seen: dict[str, Token] = {}
    for stage in dockerfile.stages:
        alias = stage.from_.alias
        if alias is None:
            continue
        first = seen.setdefault(alias.value.lower(), alias)
        if first is not alias:
            yield Finding(
                alias.span,
                f"there is already a stage called `{alias.value}`; references to the name mean this one: "
                "rename one of them",
                related=(Related(first.span, "the first of that name"),),
            )


RULE = Rule(
    id="duplicate-stage-name",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    precision="very-high",
    aliases=("buildkit:DuplicateStageName", "checkov:CKV_DOCKER_11", "hadolint:DL3024", "trivy:DS-0012"),
    examples=(
        Bad(
            "FROM node:22 AS build\nRUN npm run build\nFROM golang:1.24 AS «Build»\nRUN go build -o /app .\n",
            better="FROM node:22 AS web\nRUN npm run build\nFROM golang:1.24 AS build\nRUN go build -o /app "
                ".\n",
        ),
        Bad("FROM alpine:3.20 AS a\nFROM alpine:3.20 AS «A»\n"),
        Good("FROM alpine:3.20 AS a\nFROM alpine:3.20 AS b\n"),
    ),
)
