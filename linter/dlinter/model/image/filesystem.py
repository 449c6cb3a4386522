"""What became of each file of each layer (OCI image spec, layer.md, "Whiteouts").

A file of a layer is deleted by a whiteout `.wh.NAME` of a later layer for it or a folder above it, by an
opaque whiteout of a folder above, or by a later file, link or device where it, or a folder above it, was. The
bytes stay in the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dlinter.model.image.stream import FILE, FOLDER, Members, clean_name
from dlinter.model.place import Visibility

WHITEOUT = b".wh."
OPAQUE = b".wh..wh..opq"


class Filesystem:
    """Answers for single paths, so that only what is asked costs. Names are bytes, as the tar has them: a
    million more strings would take 100 MB."""

    def __init__(self, layers: Sequence[Members]) -> None:
        self._layers = list(layers)
        self._entries: list[dict[bytes, int]] = []  # path → member; the last of a path counts
        self._removed: list[tuple[set[bytes], set[bytes]]] = []
        self._worked_out: list[dict[bytes, tuple[Visibility, int]]] | None = None
        known: dict[int, int] = {}  # an image may list one layer a hundred times
        for number, members in enumerate(layers):
            if id(members) in known:
                self._entries.append(self._entries[known[id(members)]])
                self._removed.append(self._removed[known[id(members)]])
                continue
            known[id(members)] = number
            entries: dict[bytes, int] = {}
            whiteouts: set[bytes] = set()
            opaque: set[bytes] = set()
            for index, raw in enumerate(members.paths):
                path = clean_name(raw)
                if b".wh." in raw:
                    folder, _, name = path.rpartition(b"/")
                    if name == OPAQUE:
                        opaque.add(folder)
                        continue
                    if name.startswith(WHITEOUT):
                        whiteouts.add(folder + b"/" + name[4:] if folder else name[4:])
                        continue
                entries[path] = index
            self._entries.append(entries)
            self._removed.append((whiteouts, opaque))

    def fate(self, layer: int, path: str, last: bool = True) -> tuple[Visibility, int | None]:
        """What became of a layer's file, and the layer that did it. `last` is false for a path that the same
        layer has again, later: that one counts."""
        if not last:
            return Visibility.OVERWRITTEN, layer
        return self._fates[layer].get(path.encode("utf-8", "surrogateescape"), (Visibility.VISIBLE, None))

    def files(self, layer: int) -> Mapping[bytes, int]:
        """Path → member of everything in a layer but whiteouts."""
        return self._entries[layer]

    def lost(self, layer: int) -> Iterator[tuple[str, int, Visibility, int]]:
        """The files of a layer that later layers delete or overwrite: path, member, fate, by which layer."""
        mine, members = self._entries[layer], self._layers[layer]
        for path in sorted(self._fates[layer], key=mine.__getitem__):
            if members.sizes[mine[path]]:
                fate, by = self._fates[layer][path]
                yield path.decode("utf-8", "surrogateescape"), mine[path], fate, by

    @property
    def _fates(self) -> list[dict[bytes, tuple[Visibility, int]]]:
        """For each layer the files that do not stay. Worked out from the last layer to the first, so that
        each is looked at once, and of a layer only the paths that a later one speaks of: a million untouched
        files cost a comparison each at most."""
        if self._worked_out is None:
            found: list[dict[bytes, tuple[Visibility, int]]] = [{} for _ in self._layers]
            later = _Later()
            for layer in range(len(self._layers) - 1, 0, -1):
                found[layer] = later.fates(self._entries[layer], self._layers[layer])
                later.add(layer, self._entries[layer], self._layers[layer], *self._removed[layer])
            if found:
                found[0] = later.fates(self._entries[0], self._layers[0])
            self._worked_out = found
        return self._worked_out


class _Later:
    """What the layers above one say: path → the next layer that has it as a file or link, as a folder, as a
    whiteout, as an opaque folder."""

    def __init__(self) -> None:
        self.files: dict[bytes, int] = {}
        self.folders: dict[bytes, int] = {}
        self.whiteouts: dict[bytes, int] = {}
        self.opaque: dict[bytes, int] = {}

    def add(
        self,
        layer: int,
        entries: Mapping[bytes, int],
        members: Members,
        whiteouts: Iterable[bytes],
        opaque: Iterable[bytes],
    ) -> None:
        kinds = members.kinds
        for path, index in entries.items():
            (self.folders if kinds[index] == FOLDER else self.files)[path] = layer
        self.whiteouts.update(dict.fromkeys(whiteouts, layer))
        self.opaque.update(dict.fromkeys(opaque, layer))

    def fates(self, mine: dict[bytes, int], members: Members) -> dict[bytes, tuple[Visibility, int]]:
        touched: set[bytes] = set()
        for state in (self.files, self.folders, self.whiteouts):
            touched.update(mine.keys() & state.keys())
        states = [state for state in (self.files, self.whiteouts, self.opaque) if state]
        within: set[bytes] = _folders(mine) if states else set()
        heads = {folder for state in states for folder in within & state.keys()}
        if b"" in self.opaque:
            touched.update(mine)
        elif heads:
            starts = tuple(folder + b"/" for folder in heads)
            few = len(starts) <= _FEW
            touched.update(
                p for p in mine if (p.startswith(starts) if few else any(a in heads for a in _above(p)))
            )
        kinds = members.kinds
        return {
            path: fate
            for path in touched
            if kinds[mine[path]] == FILE and (fate := self._fate(path)) is not None
        }

    def _fate(self, path: bytes) -> tuple[Visibility, int] | None:
        over = self.files.get(path)
        by = [
            layer
            for layer in (over, self.folders.get(path), self.whiteouts.get(path), self.opaque.get(b""))
            if layer is not None
        ]
        for folder in _above(path):
            by += [
                layer
                for state in (self.files, self.whiteouts, self.opaque)
                if (layer := state.get(folder)) is not None
            ]
        if not by:
            return None
        first = min(by)
        return Visibility.OVERWRITTEN if over == first else Visibility.DELETED, first


_FEW = 40
"""So many prefixes are compared at once; of more, the folders above a path are looked up."""
_LONGEST = 4096
"""No system makes a path of more bytes than this in one piece (Linux, PATH_MAX): what lies above such a one
is not looked at. The names of all folders of a name of a megabyte are 250 GB."""
_MOST = 64 << 20
"""Bytes of names of folders that are kept of one layer. Where there are more, files count as not deleted,
which is the graver."""


def _folders(paths: Iterable[bytes]) -> set[bytes]:
    """Every folder that a path lies in: many have no entry of their own."""
    found: set[bytes] = set()
    size = 0
    for path in paths:
        if len(path) > _LONGEST:
            continue
        folder = path.rpartition(b"/")[0]
        while folder and folder not in found:
            found.add(folder)
            size += len(folder)
            folder = folder.rpartition(b"/")[0]
        if size > _MOST:
            break
    return found


def _above(path: bytes) -> list[bytes]:
    if len(path) > _LONGEST:
        return []
    parts = path.split(b"/")
    return [b"/".join(parts[:n]) for n in range(1, len(parts))]
