"""BuildKit's build records (`docker buildx history export`, the artifact of docker/build-push-action): an OCI
layout without an image.

The config is the record (solver/llbsolver/history.go; buildx util/desktop/bundle/export.go): the frontend's
attributes with every build argument and its value. The layers are the log (frames of protobuf), the traces
(JSON), the provenance (a bare predicate, with the Dockerfile in base64) and the image's manifest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dlinter.model.image import Image, ImageConfig
from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.digests import digest_like
from dlinter.sources.image_config import ImageSource, Opened

RECORD = "application/vnd.buildkit.historyrecord.v0"
_LOGS = ("application/vnd.buildkit.status.v0", "application/vnd.buildkit.otlp.json.v0")
"""The log and the traces."""
ENDING = ".dockerbuild"


def is_record(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest is a build record's, by the media type of its config."""
    config = manifest.get("config")
    return isinstance(config, dict) and config.get("mediaType") == RECORD


def add_record(opened: Opened, blobs: Blobs, manifest: Mapping[str, Any], digest: str) -> None:
    """Adds a record as a source without layers: its documents in the order of how plainly they say what they
    hold."""
    documents, logs = list[str](), list[str]()
    given = manifest.get("layers")
    for descriptor in (manifest.get("config"), *(given if isinstance(given, list) else ())):
        name = descriptor.get("digest") if isinstance(descriptor, dict) else None
        if not isinstance(name, str) or not name:
            opened.problem("the build record names a part without a digest")
            continue
        blob = f"blobs/{name.replace(':', '/', 1)}"
        opened.used.add(blob)
        try:
            data = blobs.read(blob)
        except BlobError as error:
            opened.problem(f"a part of the build record cannot be read: {error}")
            continue
        if (made := digest_like(data, name)) != name:
            opened.problem(f"a part of the build record has the wrong digest: its bytes give {made[:19]}…")
        text = data.decode("utf-8", "surrogateescape")
        (logs if isinstance(descriptor, dict) and descriptor.get("mediaType") in _LOGS else documents).append(
            text
        )
    image = Image(opened.name, digest, "", ImageConfig(), (), ())
    opened.images.append(
        ImageSource(image, blobs, (), attestations=tuple(documents), logs=tuple(logs), record=True)
    )
