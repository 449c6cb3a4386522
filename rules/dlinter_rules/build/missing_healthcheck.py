"""An image without `HEALTHCHECK`.

## Why
Docker and Compose then treat a container as healthy as long as its process runs. Kubernetes has probes of its
own and does not read it.

## Instead
`HEALTHCHECK CMD …`, or `HEALTHCHECK NONE` where none is meant.

## When to ignore it
The image runs on Kubernetes, in a job that ends by itself, or as a command-line tool: nothing reads its
health.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile, Healthcheck
from dlinter.model.dockerfile.sections import lineage, targets
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for stage in targets(dockerfile):
        if not any(isinstance(i, Healthcheck) for s in lineage(stage, dockerfile) for i in s.instructions):
            yield Finding(stage.from_.keyword.span, "no HEALTHCHECK: add one, or write `HEALTHCHECK NONE`")


RULE = Rule(
    id="missing-healthcheck",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    precision="medium",
    ruleset="all",
    aliases=("checkov:CKV_DOCKER_2", "dockle:CIS-DI-0006", "hadolint:DL3057", "trivy:DS-0026"),
    examples=(
        Bad("«FROM» node:22\nCMD [\"node\"]\n",
            better="FROM node:22\nHEALTHCHECK CMD [\"node\", \"healthcheck.js\"]\nCMD [\"node\"]\n"),
        Good("FROM node:22\nHEALTHCHECK NONE\n"),
        Good("FROM node:22 AS a\nHEALTHCHECK CMD true\nFROM a\n"),
        Good("FROM node:22 AS build\nFROM nginx:1.27\nCOPY --from=build /a /b\nHEALTHCHECK CMD true\n"),
    ),
)
