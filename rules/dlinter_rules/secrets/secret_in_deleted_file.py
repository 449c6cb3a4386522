"""A secret in a file that a later layer deletes or overwrites.

## Why
The file is not seen in a container, but its bytes are in the layer below: `docker save` and a look into the
archive give them back. An `rm` in a later step hides, it does not delete.

## Instead
Never let it into a layer: a secret mount. Where a tool must write it, write, use and delete it in one `RUN`.
Replace the key.

## When to ignore it
The value opens nothing, for example a test key. A real key is replaced first, and the old one revoked.
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
    if place.exposure not in (Exposure.DELETED_FILE, Exposure.OVERWRITTEN_FILE):
        return
    done = "deletes" if place.exposure is Exposure.DELETED_FILE else "overwrites"
    inside = f" in {held_by(place)}" if place.part else ""
    later = f"layer {place.removed_by} {done} the file, but " if place.removed_by is not None else ""
    yield Finding(
        None, f"{told(candidate)}{inside}: {later}its bytes are still in layer {place.layer}"
        + package_of(found),
        severity=Severity.NOTE if found.shipped or candidate.harmless else Severity.WARNING
        if candidate.confidence == "low" else None,
        secret=mark_of(found),
    )  # fmt: skip


RULE = Rule(
    id="secret-in-deleted-file",
    doc=__doc__,
    since="0.1.0",
    subject=ImageSecret,
    check=check,
    severity=Severity.ERROR,
    security_severity=9.0,
    examples=(
        Bad(ImageSample(layers=({"root/.env": f"TOKEN={_TOKEN}\n"}, {"root/.env": None})),
            better=ImageSample(layers=({"srv/app/data": "x"},),
                created_by=("RUN --mount=type=secret,id=env,target=/root/.env ./fetch",))),
        Bad(ImageSample(layers=({"root/.env": f"TOKEN={_TOKEN}\n"}, {"root/.env": "TOKEN=\n"}))),
        Good(ImageSample(layers=({"root/.env": "TOKEN=\n"}, {"root/.env": None}))),
    ),
)
