"""A secret in the history of the image, among its build arguments, or in the record of its build.

## Why
The history holds the command of every step with the build arguments it saw; `docker history --no-trunc`
prints it. The provenance of a build holds the arguments too, and so does its record (`.dockerbuild`), which
docker/build-push-action uploads as an artifact: whoever can read the repository can download it.

## Instead
A secret mount instead of a build argument. Replace the key. `DOCKER_BUILD_RECORD_UPLOAD: false` keeps the
record from being uploaded; delete the artifacts that are there.

## When to ignore it
The value opens nothing any more: it was revoked, and the image cannot be taken back.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.exposure import told
from dlinter.model.image import ImageSecret
from dlinter.model.place import Exposure, ImagePlace
from dlinter.rule import Bad, Context, Good, ImageSample, Rule

_TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"

_TOLD = (Exposure.HISTORY, Exposure.BUILD_ARGUMENT, Exposure.ATTESTATION, Exposure.RECORD)


def check(found: ImageSecret, context: Context) -> Iterator[Finding]:
    place, candidate = found.place, found.candidate
    if place.exposure in _TOLD:
        yield Finding(
            None, f"{told(candidate)} in {_where(place)}",
            severity=Severity.NOTE if candidate.harmless else Severity.WARNING if candidate.confidence
            == "low" else None,
            secret=candidate.mark,
        )  # fmt: skip


def _where(place: ImagePlace) -> str:
    if place.history is not None:
        return f"history entry {place.history} ({place.exposure}): `docker history` prints it"
    if place.exposure is Exposure.RECORD:
        return f"`{place.path}` of the build record: whoever can download it can read it"
    what = (
        f"build argument `{place.path}` of the provenance"
        if place.exposure is Exposure.BUILD_ARGUMENT
        else f"`{place.path or 'the whole'}` of an attestation"
    )
    return f"{what}: it is pushed with the image, and `docker buildx imagetools inspect` prints it"


RULE = Rule(
    id="secret-in-history",
    doc=__doc__,
    since="0.1.0",
    subject=ImageSecret,
    check=check,
    severity=Severity.ERROR,
    security_severity=8.5,
    examples=(
        Bad(ImageSample(layers=({"a": "b"},), created_by=(f"RUN |1 TOKEN={_TOKEN} /bin/sh -c ./x",)),
            better=ImageSample(layers=({"a": "b"},),
                created_by=("RUN --mount=type=secret,id=token,env=TOKEN ./x",))),
        Bad(ImageSample(empty_history=(f"ARG TOKEN={_TOKEN}",))),
        Good(ImageSample(layers=({"a": "b"},), created_by=("RUN /bin/sh -c ./x",))),
    ),
)
