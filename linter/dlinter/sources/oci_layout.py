"""OCI layouts, as archive or folder: index → manifests → configs and layers (OCI image spec, image-layout.md, image-index.md, manifest.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.digests import digest_like
from dlinter.sources.image_config import Blob, Opened, add_image, of, read_json

INDEX = "index.json"
_INDEX = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
_DEPTH = 4
"""Indexes inside indexes deeper than this are not followed."""


def read_layout(opened: Opened, blobs: Blobs) -> None:
    try:
        index = read_json(blobs, "index.json")
    except BlobError as error:
        opened.problem(str(error))
        return
    if not isinstance(index, dict) or not isinstance(index.get("manifests"), list):
        opened.problem("`index.json` is no index")
        return
    found: list[tuple[dict[str, Any], Mapping[str, Any]]] = []
    _descend(opened, blobs, index, found, 0, {})
    statements: dict[str, list[str]] = {}
    for descriptor, manifest in found:
        if _is_attestation(descriptor):
            about = str(of(descriptor, "annotations", dict).get("vnd.docker.reference.digest", ""))
            statements.setdefault(about, []).extend(_statements(opened, blobs, manifest))
    seen = set()
    for descriptor, manifest in found:
        digest = str(descriptor.get("digest", ""))
        if _is_attestation(descriptor) or digest in seen:
            continue
        seen.add(digest)
        config = manifest.get("config")
        if not isinstance(config, dict):
            opened.problem(f"manifest {digest[:19]} has no config")
            continue
        layers = [
            Blob(_name(str(d.get("digest", ""))), str(d.get("digest", "")), str(d.get("mediaType", "")))
            for d in of(manifest, "layers", list)
            if isinstance(d, dict)
        ]
        annotations = of(descriptor, "annotations", dict)
        tags = tuple(str(annotations[k]) for k in ("io.containerd.image.name", "org.opencontainers.image.ref.name") if k in annotations)[:1]
        name = _name(str(config.get("digest", "")))
        add_image(opened, blobs, name, str(config.get("digest", "")), layers, tags, digest, tuple(statements.get(digest, ())))
    if not opened.images and not opened.problems:
        opened.problem("the index names no image")


def _descend(
    opened: Opened, blobs: Blobs, index: Mapping[str, Any], found: list[tuple[dict[str, Any], Mapping[str, Any]]], depth: int,
    inherited: Mapping[str, Any],
) -> None:  # fmt: skip
    for descriptor in of(index, "manifests", list):
        if not isinstance(descriptor, dict) or not isinstance(descriptor.get("digest"), str):
            opened.problem("an index has an entry without a digest")
            continue
        if inherited and "annotations" not in descriptor:
            descriptor = {**descriptor, "annotations": inherited}
        name = _name(descriptor["digest"])
        try:
            data = blobs.read(name)
        except BlobError as error:
            opened.problem(f"a manifest is missing: {error}")
            continue
        given = digest_like(data, descriptor["digest"])
        if given != descriptor["digest"]:
            opened.problem(f"manifest {descriptor['digest'][:19]}… has the wrong digest: its bytes give {given[:19]}…")
        try:
            manifest = json.loads(data)
        except (ValueError, RecursionError):
            opened.problem(f"manifest {descriptor['digest'][:19]}… is no JSON")
            continue
        if not isinstance(manifest, dict):
            opened.problem(f"manifest {descriptor['digest'][:19]}… is no manifest")
        elif manifest.get("mediaType") in _INDEX or "manifests" in manifest:
            if depth < _DEPTH:
                _descend(opened, blobs, manifest, found, depth + 1, of(descriptor, "annotations", dict))
        else:
            found.append((descriptor, manifest))


def _is_attestation(descriptor: Mapping[str, Any]) -> bool:
    return bool(str(of(descriptor, "annotations", dict).get("vnd.docker.reference.type")) == "attestation-manifest")


def _statements(opened: Opened, blobs: Blobs, manifest: Mapping[str, Any]) -> Iterator[str]:
    for descriptor in of(manifest, "layers", list):
        if isinstance(descriptor, dict) and "in-toto" in str(descriptor.get("mediaType", "")):
            try:
                yield blobs.read(_name(str(descriptor.get("digest", "")))).decode("utf-8", "replace")
            except BlobError as error:
                opened.problem(f"an attestation is missing: {error}")


def _name(digest: str) -> str:
    algorithm, _, value = digest.partition(":")
    return f"blobs/{algorithm}/{value}"


