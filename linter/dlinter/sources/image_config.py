"""An image's config as an image, and what every reader of images gives: `ImageSource` and `Opened`.

OCI image spec (config.md); docker archives have the same configs (moby, `image/spec`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dlinter.archive.inflate import GZIP, PLAIN, ZSTD, told_by_magic
from dlinter.finding import Problem
from dlinter.model.image import HistoryEntry, Image, ImageConfig, Layer
from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.digests import digest_like


@dataclass(frozen=True, slots=True)
class Blob:
    """A layer's blob: its name among the blobs, and what the manifest says of it."""

    name: str
    digest: str
    media_type: str


@dataclass(frozen=True, slots=True)
class ImageSource:
    """One image and where its layers are. `attestations` are the in-toto statements beside it."""

    image: Image
    blobs: Blobs
    layers: tuple[Blob, ...]
    raw_config: str = ""
    attestations: tuple[str, ...] = ()


@dataclass(slots=True)
class Opened:
    """All images of one input, and what could not be read."""

    name: str
    images: list[ImageSource] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blobs: Blobs | None = None

    def problem(self, message: str) -> None:
        self.problems.append(Problem(message, self.name))

    def close(self) -> None:
        if self.blobs is not None:
            self.blobs.close()


def read_json(blobs: Blobs, name: str) -> Any:
    try:
        return json.loads(blobs.read(name))
    except (ValueError, RecursionError):
        raise BlobError(f"`{name}` is no JSON") from None


def add_image(
    opened: Opened, blobs: Blobs, config_name: str, config_digest: str, layers: list[Blob], tags: tuple[str, ...], digest: str,
    attestations: tuple[str, ...],
) -> None:  # fmt: skip
    try:
        data = blobs.read(config_name)
    except BlobError as error:
        opened.problem(f"the config is missing: {error}")
        data = b"{}"
    given = digest_like(data, config_digest)
    if config_digest and data != b"{}" and given != config_digest:
        opened.problem(f"config {config_digest[:19]}… has the wrong digest: its bytes give {given[:19]}…")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        opened.problem("the config is no JSON")
        raw = {}
    raw = raw if isinstance(raw, dict) else {}
    diff_ids = [str(d) for d in of(of(raw, "rootfs", dict), "diff_ids", list)]
    history = _history(raw, len(layers))
    if diff_ids and len(diff_ids) != len(layers):
        opened.problem(f"the config names {len(diff_ids)} layers, the manifest {len(layers)}")
    by_layer = {h.layer: h for h in history if h.layer is not None}
    made = tuple(
        Layer(
            index=index, digest=blob.digest, diff_id=diff_ids[index] if index < len(diff_ids) else "", media_type=blob.media_type,
            size=blobs.size(blob.name) if blobs.has(blob.name) else 0, history=by_layer.get(index),
        )
        for index, blob in enumerate(layers)
    )  # fmt: skip
    parts = [str(raw.get(k, "")) for k in ("os", "architecture", "variant") if raw.get(k)]
    image = Image(
        name=opened.name, digest=digest or digest_like(data), platform="/".join(parts), config=_config(of(raw, "config", dict)), layers=made,
        history=history, tags=tags,
    )  # fmt: skip
    opened.images.append(ImageSource(image, blobs, tuple(layers), data.decode("utf-8", "replace"), attestations))


def of(raw: Mapping[str, Any], key: str, kind: type) -> Any:
    value = raw.get(key)
    return value if isinstance(value, kind) else kind()


def _history(raw: Mapping[str, Any], layers: int) -> tuple[HistoryEntry, ...]:
    entries, at = [], 0
    for index, entry in enumerate(e for e in of(raw, "history", list) if isinstance(e, dict)):
        empty = bool(entry.get("empty_layer"))
        layer = None
        if not empty and at < layers:
            layer, at = at, at + 1
        entries.append(
            HistoryEntry(
                index, str(entry.get("created_by", "")), str(entry.get("comment", "")), str(entry.get("created", "")), empty, layer
            )
        )
    return tuple(entries)


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def _config(raw: Mapping[str, Any]) -> ImageConfig:
    return ImageConfig(
        env=_strings(raw.get("Env")), labels={str(k): str(v) for k, v in of(raw, "Labels", dict).items()},
        entrypoint=_strings(raw.get("Entrypoint")), cmd=_strings(raw.get("Cmd")),
        healthcheck=_strings(of(raw, "Healthcheck", dict).get("Test")), onbuild=_strings(raw.get("OnBuild")),
        shell=_strings(raw.get("Shell")), user=str(raw.get("User") or ""), workdir=str(raw.get("WorkingDir") or ""),
        exposed_ports=tuple(of(raw, "ExposedPorts", dict)), volumes=tuple(of(raw, "Volumes", dict)),
        stop_signal=str(raw.get("StopSignal") or ""),
    )  # fmt: skip


def compression_of(blob: Blob, head: bytes) -> tuple[str, str]:
    """The compression of a layer, and what is wrong with it ("" when nothing): by media type, checked by the first bytes."""
    media, magic = blob.media_type, told_by_magic(head)
    if media.endswith("+encrypted") or "encrypted" in media:
        return "", f"is encrypted ({media}): it cannot be looked into"
    said = ZSTD if "zstd" in media else GZIP if "gzip" in media else PLAIN if media.endswith((".tar", "")) else ""
    known = not media or "tar" in media or "diff" in media
    if not known:
        return "", f"has the unknown media type `{media}`"
    if media and said != magic and not (said == PLAIN and magic != PLAIN and "tar" not in media):
        if magic == PLAIN and said != PLAIN:
            return said, ""
        return magic, f"says {said} by its media type, but is {magic}"
    return magic, ""
