"""A secret in the image's config or manifest: an environment variable, a label, a command, an author, an
annotation.

## Why
`docker inspect` shows it, registries serve the config without a pull, and every container has the
environment.

## Instead
Give it to the container when it starts. Replace the key.

## When to ignore it
The value opens nothing, as a development default that the entrypoint replaces or refuses.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.exposure import told
from dlinter.model.image import ImageSecret
from dlinter.model.place import Exposure
from dlinter.rule import Bad, Context, Good, ImageSample, Rule

_TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"

_CONFIG = (Exposure.ENV, Exposure.LABEL, Exposure.COMMAND, Exposure.FIELD, Exposure.ANNOTATION)


def check(found: ImageSecret, context: Context) -> Iterator[Finding]:
    place, candidate = found.place, found.candidate
    if place.exposure in _CONFIG:
        where = (
            f"`{place.path}`, an annotation"
            if place.exposure is Exposure.ANNOTATION
            else f"{place.exposure} `{place.path}` of the config"
        )
        yield Finding(
            None, f"{told(candidate)} in {where}",
            severity=Severity.NOTE if candidate.harmless else Severity.WARNING if candidate.confidence
            == "low" else None,
            secret=candidate.mark,
        )  # fmt: skip


RULE = Rule(
    id="secret-in-image-config",
    doc=__doc__,
    since="0.1.0",
    subject=ImageSecret,
    check=check,
    severity=Severity.ERROR,
    security_severity=9.0,
    examples=(
        Bad(ImageSample(env=(f"TOKEN={_TOKEN}",)), better=ImageSample(env=("PATH=/usr/bin",))),
        Bad(ImageSample(labels={"token": _TOKEN})),
        Bad(ImageSample(cmd=("app", f"--token={_TOKEN}"))),
        Good(ImageSample(env=("PATH=/usr/bin", "TOKEN="))),
    ),
)
