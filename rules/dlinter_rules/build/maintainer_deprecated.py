"""`MAINTAINER`, which was replaced by a label.

## Why
`MAINTAINER` writes a field that few tools read. The label `org.opencontainers.image.authors` is standard (OCI
image spec, annotations) and can be read, filtered and changed like every other label.

## When to ignore it
A tool that you depend on reads the image's `author` field and not its labels.

## Fix safety
Safe: the label holds the same text. The image's own `author` field is no longer set.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity, Tag
from dlinter.model.dockerfile import Maintainer
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(maintainer: Maintainer, context: Context) -> Iterator[Finding]:
    if maintainer.onbuild:
        return  # refused there: `invalid-trigger`
    fix = None
    if maintainer.args and maintainer.error is None:
        text = context.facts.text.slice(maintainer.body).strip()
        if "\n" not in text:
            whole = len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]
            value = (
                (text[1:-1] if whole else text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
            )
            edit = Edit(
                Span(maintainer.keyword.span.start, maintainer.body.end),
                f'LABEL org.opencontainers.image.authors="{value}"',
            )
            fix = Fix("write the label", (edit,), Safety.SAFE)
    yield Finding(
        maintainer.keyword.span,
        "`MAINTAINER` is deprecated; set the label `org.opencontainers.image.authors`",
        fix,
    )


RULE = Rule(
    id="maintainer-deprecated",
    doc=__doc__,
    since="0.1.0",
    tag=Tag.DEPRECATED,
    subject=Maintainer,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("buildkit:MaintainerDeprecated", "checkov:CKV_DOCKER_6", "hadolint:DL4000", "trivy:DS-0022"),
    examples=(
        Bad(
            "FROM alpine:3.20\n«MAINTAINER» Ann Other <ann@mail.example>\n",
            fixed='FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Ann Other <ann@mail.example>"\n',
        ),
        Bad(
            'FROM alpine:3.20\n«MAINTAINER» "A B" a@b.example\n',
            fixed='FROM alpine:3.20\nLABEL org.opencontainers.image.authors="\\"A B\\" a@b.example"\n',
        ),
        Good('FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Ann Other"\n'),
    ),
)
