"""The file uses something that its `# syntax=` version does not have.

## Why
The frontend that reads the file is the one that `# syntax=` names, however new Docker is. An older one stops
at a flag it does not know, and reads a heredoc as instructions. Without the directive, the version in the
configuration (`target-frontend`) is used.

## Instead
`# syntax=docker/dockerfile:1`, which is the newest of all releases that keep old files working.

## When to ignore it
The file is built only by a builder whose own frontend replaces the one that the file names
(`BUILDKIT_SYNTAX`).

## Fix safety
Unsafe: a newer frontend reads the whole file, and a version may have been pinned for a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.finding import Edit, Finding, Fix, Related, Safety, Severity
from dlinter.model.dockerfile import Directive, Dockerfile
from dlinter.rule import Bad, Context, Good, Rule

if TYPE_CHECKING:
    from dlinter.model.dockerfile.versions import Feature
    from dlinter.model.text import Span


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    configured = context.facts.target_frontend
    if not dockerfile.frontend and not configured:
        return
    from dlinter.model.dockerfile.versions import features_of, frontend_version, parse_version

    version = frontend_version(dockerfile.frontend) if dockerfile.frontend else parse_version(configured)
    if version is None:
        return
    uses: dict[Feature, list[Span]] = {}
    for feature, span in features_of(dockerfile):
        if not version.has(feature):
            uses.setdefault(feature, []).append(span)
    directive = dockerfile.directive("syntax")
    what = (
        f"`{dockerfile.frontend}`"
        if dockerfile.frontend
        else f"Dockerfile {configured}, the oldest version that must build this,"
    )
    labs_alone = any(feature.stable is None for feature in uses)
    for feature, spans in uses.items():
        since = (
            "no stable release has it yet, `docker/dockerfile:1-labs` has"
            if feature.stable is None
            else "it came with {}.{}".format(*feature.stable)
        )
        more = f", {len(spans)} times," if len(spans) > 1 else ""
        yield Finding(
            spans[0],
            f"{what} does not have {feature.name}, which is used here{more}: {since}",
            _fix(directive, labs_alone),
            (Related(directive.span, "the version that is requested"),) if directive else (),
            key=feature.name,
        )


def _fix(directive: Directive | None, labs: bool) -> Fix | None:
    if directive is None or "@" in directive.value or " " in directive.value:
        return None
    slash, name = directive.value.rfind("/") + 1, directive.value
    image = name[: slash + name[slash:].find(":")] if ":" in name[slash:] else name
    new = f"{image}:1-labs" if labs else f"{image}:1"
    return Fix(f"write `{new}`", (Edit(directive.value_span, new),), Safety.UNSAFE)


RULE = Rule(
    id="feature-needs-newer-syntax",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    examples=(
        Bad(
            "# syntax=docker/dockerfile:1.4\nFROM alpine:3.20\nCOPY «--parents» a/b /c/\nCOPY --parents d/e "
            "/f/\n",
            fixed="# syntax=docker/dockerfile:1\nFROM alpine:3.20\nCOPY --parents a/b /c/\nCOPY --parents "
                "d/e /f/\n",
        ),
        Bad(
            "# syntax=docker/dockerfile:1\nFROM alpine:3.20\nRUN «--device=vendor.example/gpu» true\n",
            fixed="# syntax=docker/dockerfile:1-labs\nFROM alpine:3.20\nRUN --device=vendor.example/gpu "
                "true\n",
        ),
        Bad(
            "# syntax=docker/dockerfile:1.3\nFROM alpine:3.20\nRUN «<<EOF»\ntrue\nEOF\n",
            fixed="# syntax=docker/dockerfile:1\nFROM alpine:3.20\nRUN <<EOF\ntrue\nEOF\n",
        ),
        Good("# syntax=docker/dockerfile:1.3-labs\nFROM alpine:3.20\nRUN <<EOF\ntrue\nEOF\n"),
        Good("# syntax=docker/dockerfile:1\nFROM alpine:3.20\nCOPY --parents --link a/b /c/\n"),
        Good("FROM alpine:3.20\nRUN --device=vendor.example/gpu true\n"),
        Good(
            "# syntax=docker/dockerfile-upstream:master\nFROM alpine:3.20\nRUN --device=vendor.example/gpu "
            "true\n"),
    ),
)
