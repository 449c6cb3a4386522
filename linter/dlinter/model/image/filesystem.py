"""What became of each file of each layer (OCI image spec, layer.md, "Whiteouts").

A file of a layer is deleted by a whiteout `.wh.NAME` of a later layer for it or a folder above it, by an opaque whiteout of a folder
above, or by a later file, link or device where it, or a folder above it, was. The bytes stay in the archive.
"""

from __future__ import annotations

from collections.abc import Sequence

from dlinter.model.image.stream import FOLDER, Members, clean_path
from dlinter.model.place import Visibility

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"


class Filesystem:
    """Answers for single paths, so that only what is asked costs."""

    def __init__(self, layers: Sequence[Members]) -> None:
        self._entries: list[dict[str, int]] = []
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
                entries[path] = members.kinds[index]
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
            if path in entries and entries[path] != FOLDER:
                return Visibility.OVERWRITTEN, later
            if path in whiteouts or any(a in whiteouts for a in above):
                return Visibility.DELETED, later
            if opaque and ("" in opaque or any(a in opaque for a in above)):
                return Visibility.DELETED, later
            if path in entries or any(a in entries and entries[a] != FOLDER for a in above):
                return Visibility.DELETED, later
        return Visibility.VISIBLE, None


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]
