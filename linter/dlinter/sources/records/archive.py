"""The archive of `docker buildx history export`: an OCI archive whose manifests hold one history record each
(buildx util/desktop/bundle/export.go).

The record's own JSON is the manifest's config; its layers are the log, the provenance of each platform (the
bare predicate), the trace and the manifest of the image that was made. `--all` and builds of several
platforms make an index of manifests.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from dlinter.model.record.vertex import Vertex, Vertices, without_skipped
from dlinter.sources.blobs import BlobError, Blobs, TarBlobs
from dlinter.sources.build_json import LARGEST, BuildLogError, listing, mapping, parse, text
from dlinter.sources.records.status import status_vertices, trace_vertices
from dlinter.sources.records.text_logs import note

RECORD = "application/vnd.buildkit.historyrecord.v0"
STATUS, TRACE, STATEMENT = (
    "application/vnd.buildkit.status.v0",
    "application/vnd.buildkit.otlp.json.v0",
    "application/vnd.in-toto+json",
)
PREDICATE = "in-toto.io/predicate-type"
LARGEST_ARCHIVE = 512 << 20
"""Bytes that an archive may have when unpacked."""
MOST_RECORDS = 200
_MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json")


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One history record. `config` is the record's JSON, `provenance` the predicates by type, in order,
    `layers` the descriptors."""

    config: Mapping[str, Any]
    vertices: Vertices
    provenance: tuple[tuple[str, Any], ...] = ()
    layers: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


@contextmanager
def blobs_of(data: bytes) -> Iterator[Blobs]:
    """The blobs of an archive in memory."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield checked_blobs(cast(BinaryIO, file))


def checked_blobs(stream: BinaryIO) -> Blobs:
    """The blobs of an archive, plain or compressed. Raises BuildLogError where it is damaged or cut off."""
    blobs = TarBlobs(stream)
    if blobs.damage:
        kind = (
            "damaged archive"
            if blobs.compression == "plain" or blobs.damage.startswith("the archive")
            else f"damaged {blobs.compression}"
        )
        raise BuildLogError(blobs.damage if blobs.damage.startswith("damaged") else f"{kind}: {blobs.damage}")
    return blobs


def has_records(blobs: Blobs) -> bool:
    """Whether an archive holds history records and not images."""
    try:
        return any(mapping(m.get("config")).get("mediaType") == RECORD for m in _manifests(blobs))
    except BuildLogError:
        return False


def read_records(blobs: Blobs, *, provenance: bool = True) -> tuple[RawRecord, ...]:
    """The records of an archive, in the order of its index. Raises BuildLogError where there are none, or one
    cannot be read."""
    found = []
    for manifest in _manifests(blobs):
        layers = tuple(d for d in listing(manifest.get("layers")) if isinstance(d, dict))
        vertices = _vertices(blobs, layers)
        config, predicates = dict[str, Any](), tuple[tuple[str, Any], ...]()
        if provenance:
            descriptor = mapping(manifest.get("config"))
            if text(descriptor.get("mediaType")) == RECORD:
                config = mapping(_json(blobs, text(descriptor.get("digest")), "the record"))
            predicates = tuple(_predicates(blobs, layers))
        if vertices or config:
            found.append(RawRecord(config, vertices, predicates, layers))
    if not found:
        raise BuildLogError(
            "an archive without the logs of a build: wanted is what `docker buildx history export` writes"
        )
    return tuple(found)


def _predicates(blobs: Blobs, layers: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[str, Any]]:
    for layer in layers:
        if layer.get("mediaType") == STATEMENT:
            kind = text(mapping(layer.get("annotations")).get(PREDICATE))
            if "provenance" in kind:
                yield kind, _json(blobs, text(layer.get("digest")), "its provenance")


def _json(blobs: Blobs, digest: str, what: str) -> Any:
    name = f"blobs/{digest.replace(':', '/', 1)}"
    try:
        if blobs.size(name) > LARGEST:
            raise BuildLogError(f"{what} is larger than the limit of {LARGEST >> 20} MB")
        return parse(blobs.read(name), what)
    except BlobError:
        raise BuildLogError(f"{what} is missing from the archive, or cut off") from None


def _manifests(blobs: Blobs) -> Iterator[dict[str, Any]]:
    try:
        todo: list[tuple[Any, int]] = [(parse(blobs.read("index.json"), "the index"), 0)]
    except BlobError:
        return
    count = 0
    while todo:
        document, depth = todo.pop(0)
        if not isinstance(document, dict):
            continue
        if "layers" in document:
            count += 1
            if count > MOST_RECORDS:
                raise BuildLogError(f"holds more than {MOST_RECORDS} records")
            yield document
        for descriptor in listing(document.get("manifests"))[: MOST_RECORDS + 1] if depth < 4 else ():
            if mapping(descriptor).get("mediaType") in _MANIFESTS:
                try:
                    todo.append((_json(blobs, text(descriptor.get("digest")), "a manifest"), depth + 1))
                except BuildLogError:
                    continue


def _vertices(blobs: Blobs, layers: tuple[Mapping[str, Any], ...]) -> Vertices:
    """The logs name every vertex; the trace is asked where there are none."""
    for layer in layers:
        if layer.get("mediaType") == STATUS:
            found: dict[str, Vertex] = {}
            try:
                for raw in status_vertices(_chunks(blobs, layer)):
                    note(found, raw)
            except BlobError:
                pass  # what came before is whole
            if found:
                return without_skipped(found.values())
    for layer in layers:
        if layer.get("mediaType") == TRACE:
            found = {}
            try:
                for raw in trace_vertices(b"".join(_chunks(blobs, layer))):
                    note(found, raw)
            except BlobError:
                continue
            if found:
                return without_skipped(found.values())
    return ()


def _chunks(blobs: Blobs, layer: Mapping[str, Any]) -> Iterator[bytes]:
    name = f"blobs/{text(layer.get('digest')).replace(':', '/', 1)}"
    if blobs.size(name) > LARGEST_ARCHIVE or (layer.get("mediaType") == TRACE and blobs.size(name) > LARGEST):
        return
    yield from blobs.chunks(name)
