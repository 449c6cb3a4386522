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
        above = _above(path)
        for later in range(layer + 1, len(self._entries)):
            whiteouts, opaque = self._removed[later]
            entries = self._entries[later]
            kinds = self._layers[later].kinds
            if path in entries and kinds[entries[path]] != FOLDER:
                return Visibility.OVERWRITTEN, later
            if path in whiteouts or any(a in whiteouts for a in above):
                return Visibility.DELETED, later
            if opaque and ("" in opaque or any(a in opaque for a in above)):
                return Visibility.DELETED, later
            if path in entries or any(a in entries and kinds[entries[a]] != FOLDER for a in above):
                return Visibility.DELETED, later
        return Visibility.VISIBLE, None

    def files(self, layer: int) -> Mapping[str, int]:
        """Path → member of everything in a layer but whiteouts."""
        return self._entries[layer]

    def lost(self, layer: int) -> Iterator[tuple[str, int, Visibility, int]]:
        """The files of a layer that later layers delete or overwrite: path, member, fate, by which layer. Only paths that a
        later layer speaks of are looked at: a million untouched files cost a comparison each at most."""
        mine, members = self._entries[layer], self._layers[layer]
        folders = _folders(mine) if layer + 1 < len(self._entries) else set()
        touched: set[str] = set()
        prefixes: set[str] = set()
        for later in range(layer + 1, len(self._entries)):
            entries, kinds = self._entries[later], self._layers[later].kinds
            touched.update(mine.keys() & entries.keys())
            whiteouts, opaque = self._removed[later]
            touched.update(mine.keys() & whiteouts)
            prefixes.update(f"{folder}/" for folder in whiteouts)
            prefixes.update(f"{folder}/" if folder else "" for folder in opaque)
            # A file where a folder was: its whole content is gone.
            prefixes.update(f"{p}/" for p in folders & entries.keys() if kinds[entries[p]] != FOLDER)
        if prefixes:
            heads = tuple(prefixes)
            if len(heads) <= _FEW:
                touched.update(p for p in mine if p.startswith(heads))
            else:
                touched.update(p for p in mine if any(f"{a}/" in prefixes for a in _above(p)) or "" in prefixes)
        for path in sorted(touched, key=mine.__getitem__):
            index = mine[path]
            if members.kinds[index] == FILE and members.sizes[index]:
                fate, by = self.fate(layer, path)
                if by is not None:
                    yield path, index, fate, by


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
