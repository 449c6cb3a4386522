"""The blobs of an archive that none of its images names: layers and configs that were left, or put, there.

`docker history` does not show them, and nobody runs them, but whoever has the archive has them. They are
searched as one more source that is no image: what looks like a layer as a layer, small texts as texts.
"""

from __future__ import annotations

from dlinter.archive.inflate import PLAIN, told_by_magic
from dlinter.model.image import Image, ImageConfig, Layer
from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.image_config import Blob, ImageSource, Opened

LARGEST_TEXT = 1 << 20
"""Bytes of a text that is searched whole."""
ALL_TEXTS = 32 << 20
NAMED = 5
"""Blobs that cannot be searched and are named one by one."""


def add_loose(opened: Opened, blobs: Blobs) -> None:
    """Adds what no image of a complete set of blobs uses."""
    if not blobs.complete:
        return
    used = {blobs.place(name) for name in opened.used}
    layers, texts, unknown, total = list[Blob](), list[str](), list[str](), 0
    for name in sorted(blobs.names(), key=blobs.order):
        place = blobs.place(name)
        if place in used:
            continue
        used.add(place)
        try:
            size = blobs.size(name)
            head = next(blobs.chunks(name), b"")
            if told_by_magic(head[:16]) != PLAIN or head[257:262] == b"ustar":
                layers.append(Blob(name, "", ""))
            elif size <= LARGEST_TEXT and total + size <= ALL_TEXTS:
                total += size
                texts.append(blobs.read(name).decode("utf-8", "surrogateescape"))
            elif size:
                unknown.append(name)
        except BlobError:
            unknown.append(name)
    for name in unknown[:NAMED]:
        opened.problem(f"`{_shown(name)}` belongs to no image and was not searched")
    if len(unknown) > NAMED:
        opened.problem(f"{len(unknown) - NAMED} more files belong to no image and were not searched")
    if layers or texts:
        made = tuple(Layer(at, "", "", "", blobs.size(blob.name)) for at, blob in enumerate(layers))
        image = Image(opened.name, "", "", ImageConfig(), made, ())
        opened.images.append(ImageSource(image, blobs, tuple(layers), tuple(texts), loose=True))


def _shown(name: str) -> str:
    return name.partition("\0")[0]
