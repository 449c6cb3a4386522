"""Messages of sources and layers as rows of `problems`: which kind they are, and whose layer they are
about."""

from __future__ import annotations

import re

from dlinter.fleet.rows import Kind
from dlinter.sources.image_config import compression_said

_KINDS = (
    (Kind.REFUSED, re.compile(r"refuses access|docker login|credential|token|authentication")),
    (Kind.GONE, re.compile(r"has no (?:layer or config|`)|there is no such file|has no such layer")),
    (Kind.BUSY, re.compile(r"takes no more requests|answers 5\d\d|answers 429")),
    (Kind.ENCRYPTED, re.compile(r"is encrypted")),
    (Kind.ARTIFACT, re.compile(r"unknown media type")),
    (Kind.UNREACHABLE,
        re.compile(
            r"connection|no answer|no such host|is cut after|too slow|timed "
            r"out|redirect|certificate|sends (?:more than|its answer)|unreachable")),
    (Kind.DAMAGED, re.compile(r"wrong (?:digest|diffID)|cut off|tar|not JSON|damaged|gzip|zstd|digest")),
)
_ODD = re.compile(r"encrypted|foreign|nondistributable")
_LABEL = re.compile(r"^layer \d+(?P<digest> \([^()]*…\))?")


def sort_of(media_type: str) -> str:
    """"" for the types of layers that are read, whoever's they are, else the type itself."""
    plain = not media_type or (("tar" in media_type or "diff" in media_type) and not _ODD.search(media_type))
    return "" if plain else media_type


def claims_of(media_type: str, size: int) -> tuple[str, int]:
    """What an image claims of a blob that decides how it is read: its compression and its size."""
    return compression_said(media_type), size


def sort_of_claims(media_type: str, size: int) -> str:
    """The sort of a layer whose image claims other things of the blob than the first image did: what one
    claims must not hide it in the other."""
    kept, (compression, size) = sort_of(media_type), claims_of(media_type, size)
    return f"{kept} ({compression}, {size} bytes)".strip()


def kind_of(message: str) -> Kind:
    """The kind of a problem by the words of its message."""
    return next((kind for kind, pattern in _KINDS if pattern.search(message)), Kind.OTHER)


def unlabelled(message: str) -> str:
    """A layer's problem without the index that the layer has in one image: `{layer}` for index and digest,
    `{index}` for the index alone."""
    return _LABEL.sub(lambda m: "{layer}" if m["digest"] else "{index}", message, count=1)


def labelled(message: str, index: int, digest: str) -> str:
    """The problem as it is said of the layer at `index` of an image."""
    name = f"layer {index}"
    text = message.replace("{layer}", f"{name} ({digest[:19]}…)" if digest else name, 1)
    return text.replace("{index}", name, 1)
