"""`COPY --from` of an image without a tag.

## Why
A name that is not a stage is an image, and without a tag it means `latest`, which changes over time. It may
also be a stage that was renamed.

## Instead
`COPY --from=nginx:1.27`, or the name of a stage.

## When to ignore it
The image is your own, built right before and never pushed, or a named context replaces the name.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Copy
from dlinter.rule import Bad, Context, Good, Rule


def check(copy: Copy, context: Context) -> Iterator[Finding]:
    flag = copy.from_
    if flag is None or not flag.value or copy.error is not None or "$" in flag.value:
        return
    name = flag.value.strip("\"'")
    stages = context.dockerfile.stages
    if any(stage.name.lower() == name.lower() for stage in stages if stage.name) or name in (
        "scratch",
        "context",
    ):
        return
    if context.facts.is_named_context(name):
        return
    if name.isdigit():
        if int(name[:9]) >= len(stages):
            yield Finding(flag.value_span, f"there is no stage {name}")
        return
    if ":" not in name.rpartition("/")[2] and "@" not in name:
        yield Finding(
            flag.value_span,
            f"there is no stage `{name}`, so the image `{name}:latest` is used: name a version, or correct "
            "the stage's name",
        )


RULE = Rule(
    id="untagged-copy-source",
    doc=__doc__,
    since="0.1.0",
    subject=Copy,
    check=check,
    severity=Severity.WARNING,
    precision="medium",
    ruleset="strict",
    aliases=("hadolint:DL3022",),
    examples=(
        Bad("FROM scratch\nCOPY --from=«nginx» /a /b\n",
            better="FROM scratch\nCOPY --from=nginx:1.27 /a /b\n"),
        Good("FROM scratch\nCOPY --from=protos /a /b\n",
            files={"docker-bake.hcl": 'target "app" {\n  contexts = { protos = "../protos" }\n}\n'}),
        Good(
            "FROM nginx:1.27 AS web\nFROM scratch\nCOPY --from=web /a /b\nCOPY --from=0 /a /b\nCOPY "
            "--from=nginx:1.27 /a /b\n"),
    ),
)
