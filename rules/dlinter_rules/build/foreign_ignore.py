"""A comment ignores a rule in another linter's syntax.

## Why
dlint honours `# hadolint ignore=`, `# trivy:ignore:`, `# checkov:skip=` and `# check=skip=`. A project that
wants every exception written in one way can forbid them.

## Instead
Write `# dlint: ignore[rule] reason`: dlint reports it when it no longer ignores anything.

## When to ignore it
Another linter reads the same file and needs its own comment; dlint honours both forms, so leave this rule
off.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.rule import Bad, Context, Good, Rule

_THEIRS = {
    "hadolint": r"\s*hadolint\s+((global|stage)\s+)?ignore\s*=",
    "trivy": r"\s*trivy:ignore:",
    "checkov": r"\s*checkov:skip=",
}


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for comment in dockerfile.comments:
        for tool, pattern in _THEIRS.items():
            if re.match(pattern, comment.text):
                yield Finding(
                    comment.span, f"an ignore in {tool}'s syntax: write `# dlint: ignore[rule] reason`"
                )


RULE = Rule(
    id="foreign-ignore",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    precision="very-high",
    ruleset="all",
    aliases=("hadolint:DL1001",),
    examples=(
        Bad(
            "FROM alpine:3.20\n«# hadolint ignore=DL3018»\nRUN apk add git\n",
            better="FROM alpine:3.20\n# dlint: ignore[unpinned-system-package] rebuilt every night\nRUN apk "
                "add git\n",
        ),
        Bad("FROM alpine:3.20\n«#trivy:ignore:DS-0025»\nRUN apk add git\n«# checkov:skip=CKV_DOCKER_2: a "
            "job»\n"),
        Good("# hadolint shell=powershell\nFROM alpine:3.20\n"),
    ),
)
