"""Reads the manifest of a build cache: in a registry, a `type=local` folder, a file, an archive, or inside an
image (`type=inline`).

Source: BuildKit's `cache/remotecache/import.go` (`contentCacheImporter.Import`, `importInlineCache`) and
`v1/parse.go`. The manifest of an exported cache is an index, or since BuildKit 0.21 an image manifest; its
config has a media type of its own. An image with an inline cache has the records in its config, base64, and
their layers are the image's.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from dlinter.disk.read import read_small, unread
from dlinter.model.cache.manifest import (
    CacheLayer,
    CacheLink,
    CacheManifest,
    CacheRecord,
    ManifestError,
    chains_of,
    check_records,
)
from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.build_json import LARGEST, BuildLogError, parse

CACHE_CONFIG = "application/vnd.buildkit.cacheconfig.v0"
INLINE_KEY = "moby.buildkit.cache.v0"
DIFF_ID = "containerd.io/uncompressed"
MOST_RECORDS = 200_000
"""Records and links of one cache that are read. A Dockerfile of 100 steps has 300 of them."""
MOST_MANIFESTS = 100
"""Manifests of one cache, or platforms of one image, that are read."""


class CacheError(Exception):
    """A cache that cannot be read; the message follows its name."""


class CacheSource(Struct, frozen=True):
    """One input: the caches in it (an image for several platforms has one each), and where their layers are.
    `blobs` is None where there is nothing but the manifest."""

    name: str
    manifests: tuple[CacheManifest, ...]
    blobs: Blobs | None = None

    def blob(self, digest: str) -> Iterator[bytes]:
        """The bytes of a layer as they are stored. Raises BlobError."""
        if self.blobs is None:
            raise BlobError("the cache is a manifest without its layers")
        return self.blobs.chunks(_blob(digest))

    def has(self, digest: str) -> bool:
        return self.blobs is not None and self.blobs.has(_blob(digest))

    def close(self) -> None:
        if self.blobs is not None:
            self.blobs.close()


def open_cache_source(name: str) -> CacheSource:
    """Opens a cache: a folder (`type=local`), a file (manifest, cache config, image config, or an archive of
    an image), a reference of a registry. Raises CacheError."""
    path = Path(name)
    try:
        if path.is_file():
            data = _json_file(path)
            if data is not None:
                return CacheSource(name, _of_document(data))
        blobs = _open(name)
    except OSError as error:
        raise CacheError(unread(error)) from None
    except BlobError as error:
        raise CacheError(str(error)) from None
    try:
        return CacheSource(name, tuple(_of_index(blobs)), blobs)
    except BlobError as error:
        blobs.close()
        raise CacheError(str(error)) from None
    except CacheError:
        blobs.close()
        raise


def _open(name: str) -> Blobs:
    """The blobs of a folder, an archive or a registry."""
    from dlinter.sources.image_config import Opened
    from dlinter.sources.open import all_openers

    if Path(name).is_dir() and not (Path(name) / "index.json").exists():
        raise CacheError("is not a build cache: it has no `index.json`")
    opened = Opened(name)
    blobs = next(opener for opener in all_openers() if opener.claims(name)).blobs(opened, name)
    if blobs is None:
        raise CacheError(opened.problems[0].message if opened.problems else "is not a build cache")
    if not blobs.has("index.json"):
        blobs.close()
        raise CacheError("is not a build cache: it has no `index.json`")
    return blobs


def _json_file(path: Path) -> Any:
    """The document of a JSON file; None where the file is something else. Raises CacheError and OSError."""
    with path.open("rb") as stream:
        if stream.read(64).lstrip()[:1] != b"{":
            return None
    return _json(read_small(path, LARGEST), "the file")


def _json(data: bytes, what: str) -> Any:
    try:
        return parse(data, what)
    except BuildLogError as error:
        raise CacheError(str(error)) from None


def _of_document(document: Any) -> tuple[CacheManifest, ...]:
    """The cache of a document that comes alone: its layers are not there to be read."""
    if not isinstance(document, dict):
        raise CacheError("is not a cache manifest")
    if INLINE_KEY in document:
        return (inline_manifest(document, ()),)
    config = document.get("cacheconfig")
    if isinstance(config, dict):  # manifest and config in one document
        manifest = document.get("manifest")
        listed = (
            [d for key in ("layers", "manifests") for d in _list(manifest, key)]
            if isinstance(manifest, dict)
            else None
        )
        return (
            exported_manifest(config, None if listed is None else [d for d in listed if isinstance(d, dict)]),
        )
    if "records" in document:
        return (exported_manifest(document, None),)
    if document.get("mediaType") or "manifests" in document or "layers" in document:
        raise CacheError(
            "is a manifest whose config is another file: give the config, the folder or the registry "
            "reference"
        )
    raise CacheError("is not a cache manifest")


def _of_index(blobs: Blobs) -> Iterator[CacheManifest]:
    """Every cache that `index.json` leads to. Raises CacheError and BlobError."""
    todo = [("index.json", _json(blobs.read("index.json"), "`index.json`"))]
    seen: set[str] = set()
    found = 0
    problem = ""
    while todo:
        name, document = todo.pop(0)
        if not isinstance(document, dict):
            raise CacheError(f"`{name}` is not a manifest")
        descriptors = [
            d for key in ("manifests", "layers") for d in _list(document, key) if isinstance(d, dict)
        ]
        config = _config_of(document)
        if config is not None and config.get("mediaType") == CACHE_CONFIG:
            yield exported_manifest(_document(blobs, config), descriptors)
            found += 1
        elif config is not None:
            image = _document(blobs, config)
            if isinstance(image, dict) and INLINE_KEY in image:
                yield inline_manifest(image, descriptors)
                found += 1
            elif isinstance(image, dict) and "rootfs" in image:
                problem = problem or "is an image without an inline cache (`--cache-to type=inline`)"
        else:
            for entry in _list(document, "manifests"):
                digest = str(entry.get("digest", "")) if isinstance(entry, dict) else ""
                if digest and digest not in seen and len(seen) < MOST_MANIFESTS and not _attested(entry):
                    seen.add(digest)
                    todo.append((digest, _document(blobs, entry)))
    if not found:
        raise CacheError(problem or "is not a build cache: it names no cache config")


def _config_of(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The config of an image manifest, or the one among the entries of an index."""
    config = document.get("config")
    if isinstance(config, dict):
        return config
    entries = (d for d in _list(document, "manifests") if isinstance(d, dict))
    return next((d for d in entries if d.get("mediaType") == CACHE_CONFIG), None)


def _attested(entry: Mapping[str, Any]) -> bool:
    annotations = entry.get("annotations")
    return (
        isinstance(annotations, dict)
        and annotations.get("vnd.docker.reference.type") == "attestation-manifest"
    )


def _document(blobs: Blobs, descriptor: Mapping[str, Any]) -> Any:
    digest = str(descriptor.get("digest", ""))
    try:
        return _json(blobs.read(_blob(digest)), f"`{digest[:19]}…`")
    except BlobError as error:
        raise CacheError(f"lacks `{digest[:19]}…`, which its index names: {error}") from None


def _blob(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/", 1)


def _list(document: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = document.get(key)
    return value if isinstance(value, list) else ()


def exported_manifest(config: Any, descriptors: Sequence[Mapping[str, Any]] | None) -> CacheManifest:
    """The cache of a config of `cacheconfig.v0`. `descriptors` are the blobs that its manifest names: a
    result whose layers are not among them is none. None: all are taken to be there. Raises CacheError."""
    if not isinstance(config, dict) or not isinstance(config.get("records", []), list):
        raise CacheError("is not a cache config: it has no `records`")
    known = None if descriptors is None else {str(d.get("digest", "")): d for d in descriptors}
    layers = []
    for raw in _list(config, "layers"):
        blob, parent = (raw.get("blob"), raw.get("parent", 0)) if isinstance(raw, dict) else (None, None)
        if not isinstance(blob, str) or type(parent) is not int:
            raise CacheError("is not a cache config: a layer has no blob or no parent")
        descriptor = (known or {}).get(blob, {})
        notes, size = descriptor.get("annotations"), descriptor.get("size")
        own = raw.get("annotations")
        diff_id = (
            notes.get(DIFF_ID)
            if isinstance(notes, dict)
            else own.get("diffID")
            if isinstance(own, dict)
            else ""
        )
        layers.append(
            CacheLayer(
                blob, parent, diff_id if isinstance(diff_id, str) else "", size if type(size) is int else 0
            )
        )
    return _manifest(
        config.get("records") or [], layers, None if known is None else frozenset(known), inline=False
    )


def inline_manifest(config: Mapping[str, Any], layers: Sequence[Mapping[str, Any]]) -> CacheManifest:
    """The cache inside an image's config; `layers` are the descriptors of the image's layers, where they are
    known. Raises CacheError."""
    rootfs = config.get("rootfs")
    ids = [str(d) for d in _list(rootfs, "diff_ids")] if isinstance(rootfs, dict) else []
    if layers and len(layers) != len(ids):
        raise CacheError(
            "has another number of layers in its manifest than in its config: BuildKit takes no cache from it"
        )
    try:
        data = base64.b64decode(str(config.get(INLINE_KEY)), validate=True)
    except (binascii.Error, ValueError):
        raise CacheError("has an inline cache that is not base64") from None
    records = _json(data, "its inline cache")
    if not isinstance(records, list):
        raise CacheError("has an inline cache that is not a list of records")
    chain = [
        CacheLayer(str(layers[n].get("digest", "")) if layers else "", n - 1, diff_id,
            size if layers and type(size := layers[n].get("size")) is int else 0)
        for n, diff_id in enumerate(ids)
    ]
    return _manifest(records, chain, None, inline=True)


def _manifest(
    raw: Sequence[Any], layers: Sequence[CacheLayer], known: frozenset[str] | None, *, inline: bool
) -> CacheManifest:
    try:
        chains = chains_of(layers)
        records, left = [], MOST_RECORDS
        for entry in raw:
            record = _record(entry, layers, chains, known)
            left -= 1 + sum(len(links) for links in record.inputs)
            if left < 0:
                raise ManifestError(f"has more than {MOST_RECORDS:,} records and links")
            records.append(record)
        check_records(records)
    except ManifestError as error:
        raise CacheError(str(error)) from None
    return CacheManifest(tuple(records), tuple(layers), inline)


def _record(
    raw: Any, layers: Sequence[CacheLayer], chains: Sequence[tuple[int, ...]], known: frozenset[str] | None
) -> CacheRecord:
    if not isinstance(raw, dict) or not isinstance(raw.get("digest"), str):
        raise ManifestError("has a record without a digest")
    inputs = []
    for links in _list(raw, "inputs"):
        if not isinstance(links, list) or not links:
            raise ManifestError("has a record with an input that is empty")
        inputs.append(tuple(_link(link) for link in links))
    results: list[tuple[int, ...]] = []
    for result in _list(raw, "layers"):
        at = result.get("layer") if isinstance(result, dict) else None
        if type(at) is not int or not 0 <= at < len(layers):
            raise ManifestError("has a result whose layer is not there")
        results.append(chains[at])
    for result in _list(raw, "chains"):
        numbers = _list(result, "layers") if isinstance(result, dict) else ()
        if not all(type(n) is int and 0 <= n < len(layers) for n in numbers):
            raise ManifestError("has a result whose layer is not there")
        results.append(tuple(numbers))
    there = [chain for chain in results if known is None or all(layers[n].blob in known for n in chain)]
    return CacheRecord(raw["digest"], tuple(inputs), tuple(there))


def _link(raw: Any) -> CacheLink:
    record, selector = (
        (raw.get("link", 0), raw.get("selector", "")) if isinstance(raw, dict) else (None, None)
    )
    if type(record) is not int or not isinstance(selector, str):
        raise ManifestError("has a record with a link that is not one")
    return CacheLink(record, selector)
