"""Which image is the base of which: one whose layers, all of them, are the first layers of another. Needs no
network and no history."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from dlinter.fleet.read import Reader


class Step(Struct, frozen=True):
    """An image that another one contains whole: it ends at `position`. The last step of an image is itself.
    `images` are the ids of the images with exactly these layers (one image has many names), in the order of
    the names."""

    position: int
    images: tuple[int, ...]


class Lineage:
    """Of all current images of a store, whichever of them is reported. Raises StoreError."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.names: dict[int, str] = dict(reader.store.ask("SELECT id, name FROM images WHERE current = 1"))
        tops: dict[str, list[int]] = {}
        # sqlite gives the other columns of the row that has the maximum (sqlite.org, "Bare columns in an
        # aggregate query")
        for image, chain, _ in reader.store.database.execute(
            "SELECT image_id, chain, max(position) FROM image_layers GROUP BY image_id"
        ):
            if image in self.names:
                tops.setdefault(chain, []).append(image)
        self._tops = {
            chain: tuple(sorted(images, key=lambda number: (self.names[number], number)))
            for chain, images in tops.items()
        }
        self._sweep: Iterator[tuple[int, list[str]]] | None = None
        self._ahead: tuple[int, list[str]] = (-1, [])

    @cached_property
    def _layers(self) -> dict[int, int]:
        return dict(
            self._reader.store.ask(
                "SELECT x.layer_id, count(DISTINCT x.image_id) FROM image_layers x JOIN images i ON i.id = "
                "x.image_id AND i.current = 1 GROUP BY x.layer_id"
            )
        )

    def images_with(self, layer: int | None) -> int:
        """In how many current images a layer is."""
        return self._layers.get(layer, 0) if layer is not None else 0

    def start(self) -> None:
        """What is asked from here on is asked by rising id of the image, so that one query serves it all.
        Another order is right, too, and slower."""
        self._sweep, self._ahead = self._all(), (-1, [])

    def chains(self, image: int) -> list[str]:
        """The hash of all layers up to each layer of an image."""
        if self._sweep is None or image < self._ahead[0]:
            self._sweep = None
            return [
                row[0]
                for row in self._reader.store.ask(
                    "SELECT chain FROM image_layers WHERE image_id = ? ORDER BY position", (image,)
                )
            ]
        while self._ahead[0] < image:
            self._ahead = next(self._sweep, (sys.maxsize, []))
        return self._ahead[1] if self._ahead[0] == image else []

    def _all(self) -> Iterator[tuple[int, list[str]]]:
        rows = self._reader.store.database.execute(
            "SELECT image_id, chain FROM image_layers ORDER BY image_id, position"
        )
        for image, group in groupby(rows, key=itemgetter(0)):
            yield image, [row[1] for row in group]

    def steps(self, chains: Sequence[str], image: int) -> list[Step]:
        """The bases of an image, the smallest first, and itself."""
        last = len(chains) - 1
        found = [Step(at, self._tops[chain]) for at, chain in enumerate(chains[:last]) if chain in self._tops]
        return [*found, Step(last, self._tops.get(chains[last], (image,)) if chains else (image,))]
