"""`COPY --from` or a mount's `from=` names something that looks like a stage but is not.

## Why
BuildKit treats a name that is not a stage as an image and tries to pull it. A typo in a stage's name becomes
"pull access denied", or, when somebody owns that name, somebody else's files. `RUN --mount=from=0` is an
image called `0` too: a mount knows stages by name only.

## When to ignore it
The name is really an image without a registry or tag, kept on a private mirror, or a named context that only
the command line gives.

## Fix safety
Unsafe: the one stage with a near name is written instead.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Dockerfile, EdgeKind, ErrorKind
from dlinter.model.frontend import extends_dockerfile
from dlinter.rule import Bad, Context, Good, Rule

_BARE = re.compile(r"[a-z0-9][a-z0-9_.-]*\Z", re.I)


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    if extends_dockerfile(dockerfile):
        return
    names = [stage.name for stage in dockerfile.stages if stage.name]
    # `instruction-before-from` tells of them
    homeless = {i.keyword.span for i in dockerfile.instructions if i.stage is None}
    for error in dockerfile.errors:
        if error.kind is ErrorKind.STAGE and error.span not in homeless:
            yield Finding(error.span, error.message)
    refused = {error.span for error in dockerfile.errors}
    for stage in dockerfile.stages:
        for edge in stage.edges:
            if edge.to is not None or edge.kind is EdgeKind.FROM or edge.span in refused or "$" in edge.name:
                continue
            if not _BARE.match(edge.name) or edge.name == "scratch":
                continue  # a tag, a digest or a path: an image
            if edge.name.isdigit() and edge.kind is EdgeKind.MOUNT:
                yield Finding(
                    edge.span,
                    f"a mount refers to stages by name only, so `{edge.name}` means an image of that name",
                )
                continue
            near = get_close_matches(edge.name, names, 1, 0.8)
            if near:
                fix = Fix(f"write `{near[0]}`", (Edit(edge.span, near[0]),), Safety.UNSAFE)
                yield Finding(
                    edge.span,
                    f"there is no stage `{edge.name}`, so BuildKit pulls an image of that name; did you "
                    f"mean `{near[0]}`?",
                    fix,
                )


RULE = Rule(
    id="undefined-stage",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    aliases=("hadolint:DL3022", "hadolint:DL3023", "trivy:DS-0006"),
    examples=(
        Bad(
            "FROM alpine:3.20 AS builder\nFROM scratch\nCOPY --from=«bulider» /a /b\n",
            fixed="FROM alpine:3.20 AS builder\nFROM scratch\nCOPY --from=builder /a /b\n",
        ),
        Bad("FROM alpine:3.20 AS builder\nFROM alpine:3.20\nRUN --mount=from=«0»,target=/b ls /b\n"),
        Good(
            "# syntax=tools.example/frontend:1\nINCLUDE ./base.dockerfile\nFROM ./other.dockerfile#stage "
            "AS x\nFROM x\nCOPY --from=elsewhere a b\n"),
        Good(
            "FROM alpine:3.20 AS builder\nFROM scratch\nCOPY --from=builder /a /b\nCOPY --from=nginx:1.27 "
            "/c /d\n"),
        Good("FROM alpine:3.20 AS builder\nFROM scratch\nCOPY --from=nginx /a /b\n"),
        Good("FROM alpine:3.20 AS build-protocol\nFROM scratch\nCOPY --from=protocol /a /b\n"),
    ),
)
