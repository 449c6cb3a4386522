"""What is kept of a layer and of an image's config, without a raw secret: names, package databases and texts
have them cut out.

The cuts are made as reports make them (`Masks`), so that an image that is judged from the store reads like
one that was scanned.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from typing import Any

from dlinter.fleet.read import place_of, told_place
from dlinter.model.image import HistoryEntry, Image, ImageConfig, ImageSecret, Layer
from dlinter.model.image.shipped import source_of
from dlinter.model.image.stream import Members
from dlinter.model.masks import Masks, mapped
from dlinter.model.secret import Candidate
from dlinter.run.conceal import Concealer
from dlinter.run.scan.layers import LayerFound, expanded, pack, unpack
from dlinter.run.scan.memory import candidate_of, candidate_row, freeze, thaw
from dlinter.run.scan.unread import needs_digest
from dlinter.secrets.asides import ATTRIBUTE
from dlinter.secrets.scanner import Found, Scanner, Segment
from dlinter.secrets.searcher import Engine
from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.image_config import Blob, ImageSource
from dlinter.values import as_plain, replace

DOCUMENT = 256 << 20
"""Bytes of an image's document that are read: many times what is read of a config."""
ALGORITHMS = ("md5", "sha1", "sha256", "sha384", "sha512")
"""Digests that package databases may ask for (`model.image.shipped`)."""


def wanted_digests(layer: LayerFound) -> dict[str, tuple[str, ...]]:
    """The files whose digests an image may ask for: those with findings or unread parts, and the sources of
    bytecode."""
    paths = {f.path for f in layer.found if not f.candidate.sieved} | {
        u.path for u in layer.unread if needs_digest(u)
    }
    paths |= {origin for path in paths if (origin := source_of(path))}
    return dict.fromkeys(paths, ALGORITHMS)


def layer_record(layer: LayerFound, engine: Engine) -> bytes:
    """A layer as it is stored. `layer` may be changed."""
    masks = Masks.of(_in_names(layer, engine))
    if masks:
        layer = _renamed(layer, masks)
    layer.databases = {
        path: kept
        for path, data in layer.databases.items()
        if (kept := _without(data, [f.candidate for f in layer.found if f.path == path])) is not None
    }
    return freeze(layer.found, layer.unread, pack(layer))


def layer_of(record: bytes) -> LayerFound | None:
    """What `layer_record` made; None where it is damaged."""
    try:
        stored = thaw(record)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        struct.error,
        RecursionError,
        OverflowError,
    ):
        return None
    layer = unpack(stored.extra)
    if layer is not None:
        layer.found, layer.unread = list(stored.found), list(stored.unread)
    return layer


def _in_names(layer: LayerFound, engine: Engine) -> list[Candidate]:
    """The secrets that stand in the names of files, in links, or in routes inside archives."""
    known = [
        f.candidate for f in layer.found if f.part and not f.part.startswith(ATTRIBUTE) and f.candidate.hidden
    ]
    names = [
        *layer.members.links.values(),
        *layer.members.paths,
        *(_bytes(f.inner) for f in layer.found),
        *(_bytes(u.inner) for u in layer.unread),
    ]
    data = b"\n".join(dict.fromkeys(names))
    found: list[Found] = []
    if data:
        Scanner(engine, found.append).feed(data, (Segment("", 0, len(data)),), last=True)
    return known + [f.candidate for f in found if f.candidate.hidden]


def _bytes(text: str) -> bytes:
    return (
        text.encode("utf-8", "surrogateescape")
        if not any("\ud800" <= c < "\udc80" for c in text)
        else text.encode("utf-8", "replace")
    )


def _renamed(layer: LayerFound, masks: Masks) -> LayerFound:
    """The layer with the secrets of its names cut out, everywhere in the same way: what one layer deletes of
    another still fits."""
    hide, old = masks.scrub, layer.members

    def cut(name: bytes) -> bytes:
        return hide(name.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    members = Members()
    members.starts, members.sizes, members.modes, members.kinds, members.prints = (
        old.starts,
        old.sizes,
        old.modes,
        old.kinds,
        old.prints,
    )
    members.paths.extend(cut(path) for path in old.paths)
    members.links = {at: cut(link) for at, link in old.links.items()}
    return replace(
        layer, members=members, found=[replace(f, path=hide(f.path), inner=hide(f.inner))
            for f in layer.found],
        unread=[replace(u, path=hide(u.path), inner=hide(u.inner), message=hide(u.message))
            for u in layer.unread],
        databases={hide(path): data for path, data in layer.databases.items()},
        digests={hide(path): made for path, made in layer.digests.items()},
    )  # fmt: skip


def _without(data: bytes, candidates: Iterable[Candidate]) -> bytes | None:
    """A package database without the secrets that were found in it, byte for byte as long; None where one is
    not there as it was found (encoded)."""
    for candidate in candidates:
        if candidate.hidden:
            value = candidate.secret.reveal().encode("utf-8", "surrogateescape")
            if not value or value not in data:
                return None
            data = data.replace(value, b"*" * len(value))
    return data


# --- images -------------------------------------------------------------------------------------------------


def image_document(source: ImageSource, secrets: list[ImageSecret], concealer: Concealer) -> bytes:
    """An image as it is stored: what it says of itself, and what was found there."""
    import zstandard

    masks = Masks.of([s.candidate for s in secrets])
    image = mapped(source.image, masks.scrub) if masks else source.image
    told: dict[str, Any] = as_plain(replace(image, layers=()))
    texts: list[str] = []

    def note(text: str) -> str:
        texts.append(text)
        return text

    mapped(told, note)
    told = mapped(told, concealer.hider(texts))
    told["digest"] = image.digest
    told["layers"] = [[layer.index, layer.digest, layer.diff_id, layer.media_type, layer.size,
        layer.history.index if layer.history else None] for layer in image.layers]
    whole = {
        "image": told, "blobs": [[b.name, b.digest, b.media_type] for b in source.layers],
        "loose": source.loose, "record": source.record,
        "searched": [[told_place(replace(s.place, path=masks.scrub(s.place.path),
            created_by=masks.scrub(s.place.created_by))), candidate_row(s.candidate)] for s in secrets],
    }  # fmt: skip
    return zstandard.ZstdCompressor(level=3).compress(json.dumps(whole).encode())


def image_of(document: bytes, name: str) -> ImageSource:
    """What `image_document` made. Its blobs cannot be read: the layers come from their records. Raises
    ValueError."""
    import zstandard

    try:
        whole = json.loads(expanded(document, DOCUMENT))
        told = whole["image"]
        history = tuple(HistoryEntry(**entry) for entry in told.pop("history"))
        layers = tuple(
            Layer(index, digest, diff_id, media, size, history[entry] if entry is not None else None)
            for index, digest, diff_id, media, size, entry in told.pop("layers")
        )
        fields: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in told.pop("config").items()
        }
        config = ImageConfig(**fields)
        image = Image(
            **{**told, "name": name, "tags": tuple(told["tags"])},
            config=config,
            layers=layers,
            history=history,
        )
        searched = tuple(
            ImageSecret(place_of({**place, "image": name}), candidate_of(row))
            for place, row in whole["searched"]
        )
        return ImageSource(
            image,
            NoBlobs(),
            tuple(Blob(*b) for b in whole["blobs"]),
            loose=whole["loose"],
            record=whole["record"],
            searched=searched,
        )
    except (
        zstandard.ZstdError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        raise ValueError(f"the stored document is damaged ({type(error).__name__})") from None


class NoBlobs(Blobs):
    """The blobs of an image that is judged from the store: there are none."""

    parallel = True

    def names(self) -> list[str]:
        return []

    def size(self, name: str) -> int:
        raise BlobError("the layer is not in the store")

    def chunks(self, name: str) -> Any:
        raise BlobError("the layer is not in the store")
