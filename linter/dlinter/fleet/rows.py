"""The rows of a fleet's store as values. Times are seconds since 1970 (UTC), sizes bytes; `docs/fleet.md`
says what each field means."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class State(StrEnum):
    """How far an image or a layer is."""

    PLANNED = "planned"
    SCANNED = "scanned"
    FAILED = "failed"  # the last try did not read it to its end: the next `dlint fleet scan` tries again
    ARTIFACT = "artifact"  # images only: what the registry has under this name is not an image
    GONE = "gone"  # images only: the registry has it no more


class Stage(StrEnum):
    """What was being done when a problem came up."""

    PLAN = "plan"
    LAYER = "layer"
    IMAGE = "image"


class Kind(StrEnum):
    """What sort of problem a row of `problems` is."""

    UNREACHABLE = "unreachable"  # no answer, or one that breaks off, after every retry
    REFUSED = "refused"  # credentials are missing or not enough
    BUSY = "busy"  # 429 or 5xx after every retry
    GONE = "gone"  # listed, or planned, and no longer there
    FOREIGN = "foreign"  # the registry does not keep the blob of the layer
    ENCRYPTED = "encrypted"
    ARTIFACT = "artifact"
    DAMAGED = "damaged"  # a wrong digest, a tar that is cut off, a document that is not JSON
    UNREAD = "unread"  # a part of a layer, such as an encrypted archive
    WORKER = "worker"  # the process that read it was ended, more than once
    OTHER = "other"


class RunRow(Struct, frozen=True):
    """One `dlint fleet plan`, `scan` or `merge`. `ended` is None while it runs, and after it was killed."""

    id: int
    kind: str
    began: float
    ended: float | None
    rules: str
    shard: str
    engine: str
    layers: int
    bytes: int
    images: int
    note: str


class ImageRow(Struct, frozen=True):
    """One image of one platform under one name. `current` is False for what the name meant at an earlier
    plan."""

    id: int
    name: str
    host: str
    repository: str
    tag: str
    digest: str
    platform: str
    kind: str
    created: str
    pushed: float | None
    size: int
    state: State
    current: bool
    first_run: int
    scan_run: int | None
    first_seen: float
    scanned: float | None


class LayerRow(Struct, frozen=True):
    """One blob. `images` is in how many current images it is."""

    id: int
    digest: str
    diff_id: str
    media_type: str
    size: int
    state: State
    tries: int
    bytes_read: int
    seconds: float
    scan_run: int | None
    scanned: float | None
    images: int


class FindingRow(Struct, frozen=True):
    """One finding in one image: what `dlint scan` of that image reports. `position` is the layer's index in
    the image, None where the finding is in the config; `Reader.base_of` says from which other image that
    layer is inherited. `place` is JSON, which `read.result_of` takes."""

    id: int
    image_id: int
    image: str
    number: int
    rule: str
    severity: str
    fingerprint: str
    message: str
    exposure: str
    layer_id: int | None
    layer_digest: str
    position: int | None
    path: str
    inner: str
    line: int | None
    visibility: str
    detector: str
    title: str
    preview: str
    identity: str
    suppressed_by: str
    justification: str
    first_run: int
    first_seen: float
    place: str


class ProblemRow(Struct, frozen=True):
    """What was not read, and why. `level` is `error`, or `note` where it does not count. `image` and
    `layer_digest` are "" where it is about neither."""

    id: int
    run_id: int
    stage: Stage
    source: str
    image_id: int | None
    image: str
    layer_id: int | None
    layer_digest: str
    kind: Kind
    level: str
    message: str


class Coverage(Struct, frozen=True):
    """How much of the current images was read. Bytes are those of unique layers as they are stored; `read`
    are those of layers that were scanned to their end."""

    images: int
    images_scanned: int
    images_failed: int
    artifacts: int
    layers: int
    layers_scanned: int
    layers_failed: int
    bytes: int
    bytes_scanned: int
    unread_parts: int

    @property
    def share(self) -> float:
        """Bytes scanned of all, 0 to 1; 1 where there are none."""
        return self.bytes_scanned / self.bytes if self.bytes else 1.0

    @property
    def complete(self) -> bool:
        return self.images_scanned == self.images and self.layers_scanned == self.layers
