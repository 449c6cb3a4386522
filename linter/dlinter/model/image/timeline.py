"""An image's steps in order, with what each adds, deletes and overwrites, and the bytes that nobody sees any
more."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest

from msgspec import Struct

from dlinter.model.image.contents import Contents, Lost
from dlinter.model.image.flat import instruction_of
from dlinter.model.image.nodes import HistoryEntry, Layer
from dlinter.model.image.stream import FILE, FOLDER
from dlinter.model.place import Visibility

NAMED = 25
"""Names that are kept of each kind in each layer, those of the most bytes."""


class Named(Struct, frozen=True):
    """A file with its bytes; `layer` is the other layer it is about: that which had it, or that which takes
    it away."""

    path: str
    size: int
    layer: int | None = None


class Share(Struct, frozen=True):
    """Some files of a layer: how many, their bytes, and the largest by name."""

    count: int = 0
    size: int = 0
    largest: tuple[Named, ...] = ()

    @classmethod
    def of(cls, files: Iterable[Named]) -> Share:
        known = list(files)
        return cls(
            len(known), sum(f.size for f in known), tuple(nlargest(NAMED, known, key=lambda f: f.size))
        )


class Step(Struct, frozen=True):
    """One history entry, or a layer without one. `layer` is None for an entry that made none; sizes are 0
    then. `stored` are the bytes of the blob, `added` the files and links that the layer has (`deleted` and
    `overwritten` are those of earlier layers that it takes away), `wasted` its own files that later layers
    take away: their bytes stay in the image."""

    keyword: str
    command: str
    created: str = ""
    layer: int | None = None
    digest: str = ""
    stored: int = 0
    added: Share = Share()
    deleted: Share = Share()
    overwritten: Share = Share()
    wasted: Share = Share()


class Timeline(Struct, frozen=True):
    """All steps of one image of one platform."""

    image: str
    platform: str
    digest: str
    steps: tuple[Step, ...]

    @property
    def size(self) -> int:
        """Bytes of the files of all layers."""
        return sum(step.added.size for step in self.steps)

    @property
    def wasted(self) -> int:
        """Bytes of files that the image does not show."""
        return sum(step.wasted.size for step in self.steps)


def timeline(contents: Contents) -> Timeline:
    """The timeline of an image."""
    image = contents.image
    lost = {layer.index: contents.lost(layer.index) for layer in image.layers}
    takes: dict[int, list[tuple[int, Lost]]] = {}
    for index, files in lost.items():
        for one in files:
            takes.setdefault(one.by, []).append((index, one))
    steps, seen = [], set[int]()
    for entry in image.history:
        layer = (
            image.layers[entry.layer] if entry.layer is not None and entry.layer < len(image.layers) else None
        )
        if layer is not None:
            seen.add(layer.index)
        steps.append(_step(entry, layer, contents, lost, takes))
    steps += [
        _step(layer.history, layer, contents, lost, takes)
        for layer in image.layers
        if layer.index not in seen
    ]
    return Timeline(image.name, image.platform, image.digest, tuple(steps))


def _step(
    entry: HistoryEntry | None, layer: Layer | None, contents: Contents, lost: dict[int, tuple[Lost, ...]],
    takes: dict[int, list[tuple[int, Lost]]]
) -> Step:
    keyword, rest = instruction_of(entry) if entry is not None else ("", "")
    command, created = " ".join(rest.split()), entry.created if entry is not None else ""
    if layer is None:
        return Step(keyword, command, created)
    members, files = contents.members[layer.index], contents.filesystem.files(layer.index)
    mine = takes.get(layer.index, [])
    kept = (
        Named(name.decode("utf-8", "surrogateescape"), members.sizes[at] if members.kinds[at] == FILE else 0)
        for name, at in files.items()
        if members.kinds[at] != FOLDER
    )
    return Step(
        keyword, command, created, layer.index, layer.digest or layer.diff_id, layer.size,
        Share.of(kept),
        Share.of(Named(one.path, one.size, index) for index, one in mine if one.fate is Visibility.DELETED),
        Share.of(Named(one.path, one.size, index) for index,
            one in mine if one.fate is not Visibility.DELETED),
        Share.of(Named(one.path, one.size, one.by) for one in lost[layer.index]),
    )  # fmt: skip
