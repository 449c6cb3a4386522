"""A secret in the history of the image, or among its build arguments.

## Why
The history holds the command of every step with the build arguments it saw; `docker history --no-trunc` prints it. The
provenance of a build holds the arguments too.

## Instead
A secret mount instead of a build argument. Replace the key.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.exposure import told
from dlinter.model.image import ImageSecret
from dlinter.model.place import Exposure
from dlinter.rule import Bad, Context, Good, ImageSample, Rule

_TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"

_TOLD = (Exposure.HISTORY, Exposure.BUILD_ARGUMENT, Exposure.ATTESTATION)



def check(found: ImageSecret, context: Context) -> Iterator[Finding]:
    place, candidate = found.place, found.candidate
    if place.exposure in _TOLD:
        where = f"history entry {place.history}" if place.history is not None else f"{place.path or 'the attestation'}"
        yield Finding(
            None, f"{told(candidate)} in {where} ({place.exposure}): `docker history` prints it",
            severity=Severity.NOTE if candidate.harmless else Severity.WARNING if candidate.confidence == "low" else None,
            secret=candidate.mark,
        )  # fmt: skip


RULE = Rule(
    id="secret-in-history",
    doc=__doc__,
    subject=ImageSecret,
    check=check,
    severity=Severity.ERROR,
    security_severity=8.5,
    examples=(
        Bad(ImageSample(layers=({"a": "b"},), created_by=(f"RUN |1 TOKEN={_TOKEN} /bin/sh -c ./x",))),
        Bad(ImageSample(empty_history=(f"ARG TOKEN={_TOKEN}",))),
        Good(ImageSample(layers=({"a": "b"},), created_by=("RUN /bin/sh -c ./x",))),
    ),
)
