"""What became of each file of each layer (OCI image spec, layer.md, "Whiteouts").

A file of a layer is deleted by a whiteout `.wh.NAME` of a later layer for it or a folder above it, by an opaque whiteout of a folder
above, or by a later file, link or device where it, or a folder above it, was. The bytes stay in the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dlinter.model.image.stream import FILE, FOLDER, Members, clean_path
from dlinter.model.place import Visibility

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"


class Filesystem:
    """Answers for single paths, so that only what is asked costs."""

    def __init__(self, layers: Sequence[Members]) -> None:
        self._layers = list(layers)
        self._entries: list[dict[str, int]] = []  # path → member; the last of a path counts
        self._removed: list[tuple[set[str], set[str]]] = []
        self._worked_out: list[dict[str, tuple[Visibility, int]]] | None = None
        for members in layers:
            entries: dict[str, int] = {}
            whiteouts: set[str] = set()
            opaque: set[str] = set()
            for index, raw in enumerate(members.paths):
                path = clean_path(raw)
                if b".wh." in raw:
                    folder, _, name = path.rpartition("/")
                    if name == OPAQUE:
                        opaque.add(folder)
                        continue
                    if name.startswith(WHITEOUT):
                        whiteouts.add(f"{folder}/{name[4:]}".lstrip("/"))
                        continue
                entries[path] = index
            self._entries.append(entries)
            self._removed.append((whiteouts, opaque))

    def fate(self, layer: int, path: str, last: bool = True) -> tuple[Visibility, int | None]:
        """What became of a layer's file, and the layer that did it. `last` is false for a path that the same layer has
        again, later: that one counts."""
        if not last:
            return Visibility.OVERWRITTEN, layer
        return self._fates[layer].get(path, (Visibility.VISIBLE, None))

    def files(self, layer: int) -> Mapping[str, int]:
        """Path → member of everything in a layer but whiteouts."""
        return self._entries[layer]

    def lost(self, layer: int) -> Iterator[tuple[str, int, Visibility, int]]:
        """The files of a layer that later layers delete or overwrite: path, member, fate, by which layer."""
        mine, members = self._entries[layer], self._layers[layer]
        for path in sorted(self._fates[layer], key=mine.__getitem__):
            if members.sizes[mine[path]]:
                fate, by = self._fates[layer][path]
                yield path, mine[path], fate, by

    @property
    def _fates(self) -> list[dict[str, tuple[Visibility, int]]]:
        """For each layer the files that do not stay. Worked out from the last layer to the first, so that each is looked at once, and of a
        layer only the paths that a later one speaks of: a million untouched files cost a comparison each at most."""
        if self._worked_out is None:
            found: list[dict[str, tuple[Visibility, int]]] = [{} for _ in self._layers]
            later = _Later()
            for layer in range(len(self._layers) - 1, 0, -1):
                found[layer] = later.fates(self._entries[layer], self._layers[layer])
                later.add(layer, self._entries[layer], self._layers[layer], *self._removed[layer])
            if found:
                found[0] = later.fates(self._entries[0], self._layers[0])
            self._worked_out = found
        return self._worked_out


class _Later:
    """What the layers above one say: path → the next layer that has it as a file or link, as a folder, as a whiteout, as an opaque folder."""

    def __init__(self) -> None:
        self.files: dict[str, int] = {}
        self.folders: dict[str, int] = {}
        self.whiteouts: dict[str, int] = {}
        self.opaque: dict[str, int] = {}

    def add(self, layer: int, entries: Mapping[str, int], members: Members, whiteouts: Iterable[str], opaque: Iterable[str]) -> None:
        kinds = members.kinds
        for path, index in entries.items():
            (self.folders if kinds[index] == FOLDER else self.files)[path] = layer
        self.whiteouts.update(dict.fromkeys(whiteouts, layer))
        self.opaque.update(dict.fromkeys(opaque, layer))

    def fates(self, mine: dict[str, int], members: Members) -> dict[str, tuple[Visibility, int]]:
        touched: set[str] = set()
        for state in (self.files, self.folders, self.whiteouts):
            touched.update(mine.keys() & state.keys())
        states = [state for state in (self.files, self.whiteouts, self.opaque) if state]
        within = _folders(mine) if states else set()
        heads = {folder for state in states for folder in within & state.keys()}
        if "" in self.opaque:
            touched.update(mine)
        elif heads:
            starts = tuple(f"{folder}/" for folder in heads)
            few = len(starts) <= _FEW
            touched.update(p for p in mine if (p.startswith(starts) if few else any(a in heads for a in _above(p))))
        kinds = members.kinds
        return {path: fate for path in touched if kinds[mine[path]] == FILE and (fate := self._fate(path)) is not None}

    def _fate(self, path: str) -> tuple[Visibility, int] | None:
        over = self.files.get(path)
        by = [layer for layer in (over, self.folders.get(path), self.whiteouts.get(path), self.opaque.get("")) if layer is not None]
        for folder in _above(path):
            by += [layer for state in (self.files, self.whiteouts, self.opaque) if (layer := state.get(folder)) is not None]
        if not by:
            return None
        first = min(by)
        return Visibility.OVERWRITTEN if over == first else Visibility.DELETED, first


_FEW = 40
"""So many prefixes are compared at once; of more, the folders above a path are looked up."""


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder that a path lies in: many have no entry of their own."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]
