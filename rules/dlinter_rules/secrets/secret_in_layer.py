"""A secret in a file of a layer that the final image shows.

## Why
Everybody who pulls the image has the file.

## Instead
Build without it: a secret mount for what the build needs, an environment variable or a mounted file for what
the container needs. Replace the key: it has been published.

## When to ignore it
The file is test data of a package or of your own tests, and the key in it opens nothing.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.exposure import held_by, mark_of, package_of, told
from dlinter.model.image import ImageSecret
from dlinter.model.place import Exposure
from dlinter.rule import Bad, Context, Good, ImageSample, Rule

_TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"


def check(found: ImageSecret, context: Context) -> Iterator[Finding]:
    place, candidate = found.place, found.candidate
    if place.exposure is Exposure.LAYER_FILE:
        yield Finding(
            None, f"{told(candidate)} in {held_by(place)} that every container of the image sees"
            + package_of(found),
            severity=Severity.NOTE if found.shipped or candidate.harmless else Severity.WARNING
            if candidate.confidence == "low" else None,
            secret=mark_of(found),
        )  # fmt: skip


RULE = Rule(
    id="secret-in-layer",
    doc=__doc__,
    since="0.1.0",
    subject=ImageSecret,
    check=check,
    severity=Severity.ERROR,
    security_severity=9.0,
    examples=(
        Bad(ImageSample(layers=({"srv/app/.env": f"TOKEN={_TOKEN}\n"},)),
            better=ImageSample(layers=({"srv/app/main.py": "x"},))),
        Good(ImageSample(layers=({"srv/app/.env": "TOKEN=\n"},))),
    ),
)
