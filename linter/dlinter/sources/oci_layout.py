"""OCI layouts, as archive or folder: index → manifests → configs and layers (OCI image spec, image-layout.md,
image-index.md, manifest.md).

One document may be an index and a manifest at once, and one manifest may be named as an attestation here and
as an image there: builders and runtimes do not agree on what that means, so each of its meanings is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.build_record import add_record, is_record
from dlinter.sources.digests import digest_like
from dlinter.sources.image_config import Blob, Opened, add_image, annotations_of, of, parse_json, read_json

INDEX = "index.json"
MOST_MANIFESTS = 5_000
"""Manifests and indexes that are read of one input. The largest multi-platform images have 40."""
_WHAT = "`index.json`"
_INDEX_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_DIGEST = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]+\Z")
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")


class _Manifest(Struct):
    """A manifest or an index, and the annotations of the descriptors that name it, each of them once."""

    digest: str
    content: Mapping[str, Any]
    annotations: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def what(self) -> str:
        return f"manifest {self.digest[:19]}…"


def read_layout(opened: Opened, blobs: Blobs) -> None:
    """Adds the images that `index.json` leads to."""
    try:
        index = read_json(opened, blobs, INDEX, _WHAT)
    except BlobError as error:
        opened.problem(str(error))
        return
    if not isinstance(index, dict) or not any(name.casefold() == "manifests" for name in index):
        opened.problem(f"{_WHAT} is not an index")
        return
    manifests = _all_manifests(opened, blobs, index)
    statements: dict[str, list[str]] = {}
    images = []
    for manifest in manifests.values():
        attested = [a for a in manifest.annotations if _is_attestation(a)]
        read, whole = list[str](), False
        if attested:
            read, whole = _statements(opened, blobs, manifest)
            for annotations in attested:
                statements.setdefault(str(annotations.get("vnd.docker.reference.digest", "")), []).extend(
                    read
                )
        if is_record(manifest.content):
            add_record(opened, blobs, manifest.content, manifest.digest)
        elif not whole and _is_manifest(manifest):
            images.append(manifest)
    # A compressed archive is read forward only: its configs in the order in which they come.
    if not blobs.parallel:
        images.sort(key=lambda manifest: blobs.order(_config_name(manifest)))
    around = annotations_of("index", index)
    for manifest in manifests.values():
        if manifest not in images:
            around += annotations_of("index", manifest.content)
    for manifest in images:
        _add(opened, blobs, manifest, tuple(statements.get(manifest.digest, ())), around)
        around = ()
    if not opened.images and not opened.problems:
        opened.problem("the index names no image")


def _add(
    opened: Opened,
    blobs: Blobs,
    manifest: _Manifest,
    statements: tuple[str, ...],
    around: tuple[tuple[str, str], ...],
) -> None:
    config = of(opened, manifest.content, "config", dict, manifest.what)
    if not config:
        opened.problem(f"{manifest.what} has no config")
    given = of(opened, manifest.content, "layers", list, manifest.what)
    if not all(isinstance(d, dict) for d in given):
        opened.problem(f"{manifest.what} has a layer that is not a descriptor: it was not read")
    layers = [
        Blob(_name(digest), digest, of(opened, d, "mediaType", str, manifest.what))
        for d in given
        if isinstance(d, dict) and (digest := of(opened, d, "digest", str, manifest.what)) is not None
    ]
    tags = [str(a[key]) for a in manifest.annotations for key in _NAMES if key in a]
    digest = of(opened, config, "digest", str, manifest.what)
    opened.seen.add((_name(digest), *(blob.name for blob in layers)))
    add_image(opened, blobs, _name(digest), digest, layers, tuple(dict.fromkeys(tags))[:1], manifest.digest,
        statements, around + annotations_of("manifest", manifest.content))


def _all_manifests(opened: Opened, blobs: Blobs, index: Mapping[str, Any]) -> dict[str, _Manifest]:
    """Digest → what it names, of all that an index leads to, in order. Each is read once: an index may name
    itself."""
    found: dict[str, _Manifest | None] = {}
    todo: list[tuple[Mapping[str, Any], Mapping[str, Any], str]] = [(index, {}, _WHAT)]
    while todo:
        content, inherited, what = todo.pop(0)
        for descriptor in of(opened, content, "manifests", list, what):
            digest = of(opened, descriptor, "digest", str, what) if isinstance(descriptor, dict) else ""
            if not digest:
                opened.problem("an index has an entry without a digest")
                continue
            annotations = of(opened, descriptor, "annotations", dict, what) or inherited
            if digest not in found:
                if len(found) >= MOST_MANIFESTS:
                    opened.problem(
                        f"the index leads to more than {MOST_MANIFESTS:,} manifests: the others were not read"
                    )
                    return {d: m for d, m in found.items() if m is not None}
                found[digest] = _manifest(opened, blobs, digest)
                if (read := found[digest]) is not None:
                    todo.append((read.content, annotations, read.what))
            known = found[digest]
            if known is not None and annotations not in known.annotations[:100]:
                known.annotations.append(annotations)
    return {digest: manifest for digest, manifest in found.items() if manifest is not None}


def _manifest(opened: Opened, blobs: Blobs, digest: str) -> _Manifest | None:
    name = _name(digest)
    opened.used.add(name)
    try:
        data = blobs.read(name)
    except BlobError as error:
        opened.problem(f"a manifest is missing: {error}")
        return None
    given = digest_like(data, digest)
    if given != digest:
        opened.problem(f"manifest {digest[:19]}… has the wrong digest: its bytes give {given[:19]}…")
    try:
        content = parse_json(opened, data, f"manifest {digest[:19]}…")
    except BlobError as error:
        opened.problem(str(error))
        return None
    if not isinstance(content, dict):
        opened.problem(f"manifest {digest[:19]}… is not a manifest")
        return None
    return _Manifest(digest, content)


def _is_manifest(manifest: _Manifest) -> bool:
    """Whether something may be read as a manifest: it has what one has, or nothing of an index."""
    keys = {key.casefold() for key in manifest.content}
    if keys & {"config", "layers"}:
        return True
    return "manifests" not in keys and manifest.content.get("mediaType") not in _INDEX_TYPES


def _config_name(manifest: _Manifest) -> str:
    config = next((v for k, v in manifest.content.items() if k.casefold() == "config"), None)
    digest = config.get("digest") if isinstance(config, dict) else None
    return _name(digest) if isinstance(digest, str) else ""


def _is_attestation(annotations: Mapping[str, Any]) -> bool:
    return bool(annotations.get("vnd.docker.reference.type") == "attestation-manifest")


def _statements(opened: Opened, blobs: Blobs, manifest: _Manifest) -> tuple[list[str], bool]:
    """The in-toto statements of an attestation manifest, and whether they are all that it has: an image may
    be marked as an attestation."""
    done, whole = list[str](), True
    for descriptor in of(opened, manifest.content, "layers", list, manifest.what):
        media = (
            of(opened, descriptor, "mediaType", str, manifest.what) if isinstance(descriptor, dict) else ""
        )
        if "in-toto" not in media:
            whole = False
            continue
        name = _name(of(opened, descriptor, "digest", str, manifest.what))
        opened.used.add(name)
        try:
            data = blobs.read(name)
            whole = whole and isinstance(parse_json(opened, data, "an attestation"), dict)
            done.append(data.decode("utf-8", "replace"))
        except BlobError as error:
            opened.problem(f"an attestation cannot be read: {error}")
            whole = whole and not blobs.has(name)
    return done, whole


def _name(digest: str) -> str:
    """The blob of a digest; a name that no blob has where it is not one."""
    if not _DIGEST.match(digest):
        return ""
    algorithm, _, value = digest.partition(":")
    return f"blobs/{algorithm}/{value}"

