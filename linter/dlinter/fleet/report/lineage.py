"""Which image is the base of which: one whose layers, all of them, are the first layers of another. Needs no network and no history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dlinter.fleet.read import Reader


@dataclass(frozen=True, slots=True)
class Step:
    """An image that another one contains whole: it ends at `position`. The last step of an image is itself. `images` are the ids of the images with
    exactly these layers (one image has many names), in the order of the names."""

    position: int
    images: tuple[int, ...]


class Lineage:
    """Of all current images of a store, whichever of them is reported. Raises StoreError."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.names: dict[int, str] = {}
        self._layers: Counter[int] = Counter()
        tops: dict[str, list[int]] = {}
        self._read(tops)
        self._tops = {chain: tuple(images) for chain, images in tops.items()}

    def _read(self, tops: dict[str, list[int]]) -> None:
        self.names = dict(self._reader.store.ask("SELECT id, name FROM images WHERE current = 1"))
        last, chain = -1, ""
        rows = self._reader.store.database.execute("SELECT image_id, layer_id, chain FROM image_layers ORDER BY image_id, position")
        seen: set[int] = set()
        for image, layer, here in rows:
            if image != last:
                if last in self.names:
                    tops.setdefault(chain, []).append(last)
                seen.clear()
            last, chain = image, here
            if image in self.names and layer not in seen:  # a layer may be in an image twice
                seen.add(layer)
                self._layers[layer] += 1
        if last in self.names:
            tops.setdefault(chain, []).append(last)
        for images in tops.values():
            images.sort(key=lambda number: (self.names[number], number))

    def images_with(self, layer: int | None) -> int:
        """In how many current images a layer is."""
        return self._layers[layer] if layer is not None else 0

    def chains(self, image: int) -> list[str]:
        """The hash of all layers up to each layer of an image."""
        return [row[0] for row in self._reader.store.ask("SELECT chain FROM image_layers WHERE image_id = ? ORDER BY position", (image,))]

    def steps(self, image: int, chains: Sequence[str]) -> list[Step]:
        """The bases of an image, the smallest first, and itself."""
        last = len(chains) - 1
        found = [Step(at, self._tops[chain]) for at, chain in enumerate(chains[:last]) if chain in self._tops]
        return [*found, Step(last, self._tops.get(chains[last], (image,)) if chains else (image,))]
