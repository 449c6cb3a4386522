"""The files of an image's layers and what became of them: what the rules about layer waste look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from dlinter.model.image.filesystem import Filesystem
from dlinter.model.image.flat import instruction_of
from dlinter.model.image.nodes import Image, Layer
from dlinter.model.image.stream import FILE, FOLDER, HARDLINK, Members
from dlinter.model.place import Visibility

LARGE = 32 << 10
"""Files of fewer bytes have no fingerprint: there are many, and they save little."""
_LONGEST = 60


class Lost(Struct, frozen=True):
    """A file of a layer that a later layer (`by`) deletes or overwrites. `same` says that what overwrites it
    has the same bytes: only mode, owner, times or attributes changed."""

    path: str
    size: int
    by: int
    fate: Visibility
    same: bool = False


class Contents(Struct):
    """All layers' files. What is asked for is worked out once."""

    image: Image
    members: Sequence[Members]
    filesystem: Filesystem
    _lost: dict[int, tuple[Lost, ...]] = field(default_factory=dict)
    _copies: dict[int, list[Copy]] | None = None

    def lost(self, layer: int) -> tuple[Lost, ...]:
        if layer not in self._lost:
            self._lost[layer] = tuple(self._lose(layer))
        return self._lost[layer]

    def _lose(self, layer: int) -> Iterator[Lost]:
        mine = self.members[layer]
        for path, index, fate, by in self.filesystem.lost(layer):
            same = fate is Visibility.OVERWRITTEN and self._same(mine, index, by, path)
            yield Lost(path, mine.sizes[index], by, fate, same)

    def _same(self, mine: Members, index: int, by: int, path: str) -> bool:
        theirs, other = self.members[by], self.filesystem.files(by)[_name(path)]
        if theirs.kinds[other] != FILE or theirs.sizes[other] != mine.sizes[index]:
            return False
        if index in mine.prints and other in theirs.prints:
            return mine.prints[index] == theirs.prints[other]
        # Too small for a fingerprint: the command that made it says what it was for.
        return changes_modes(self.image.layers[by])

    def gone(self, layer: int) -> frozenset[str]:
        """Paths of a layer that the final image does not show."""
        return frozenset(lost.path for lost in self.lost(layer))

    def copies(self, layer: int) -> list[Copy]:
        """Visible files of a layer whose bytes the image shows at an earlier place too."""
        if self._copies is None:
            self._copies = self._find_copies()
        return self._copies.get(layer, [])

    def _find_copies(self) -> dict[int, list[Copy]]:
        first: dict[tuple[int, int], tuple[int, int]] = {}
        found: dict[int, list[Copy]] = {}
        seen = Counter((m.sizes[i], p) for m in self.members for i, p in m.prints.items())
        for layer, members in enumerate(self.members):
            gone: frozenset[str] | None = None
            for index, value in members.prints.items():
                key = (members.sizes[index], value)
                if seen[key] < 2:
                    continue
                gone = self.gone(layer) if gone is None else gone
                path = members.path(index)
                if path in gone or self.filesystem.files(layer).get(_name(path)) != index:
                    continue
                if key not in first:
                    first[key] = (layer, index)
                    continue
                other, at = first[key]
                found.setdefault(layer, []).append(
                    Copy(path, members.sizes[index], other, self.members[other].path(at))
                )
        return found


class Copy(Struct, frozen=True):
    """A file whose bytes the image has at `of` in layer `of_layer` too."""

    path: str
    size: int
    of_layer: int
    of: str


class LayerContents(Struct, frozen=True):
    """One layer with its files: the subject of the rules of the family `image`."""

    layer: Layer
    contents: Contents

    @property
    def index(self) -> int:
        return self.layer.index

    def lost(self) -> tuple[Lost, ...]:
        return self.contents.lost(self.index)

    def visible(self, folders: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        """Path and size of the layer's files below these folders (each ending in `/`) that the final image
        shows."""
        members, gone = self.contents.members[self.index], None
        heads = tuple(_name(folder) for folder in folders)
        for name, index in self.contents.filesystem.files(self.index).items():
            if (
                name.startswith(heads)
                and members.kinds[index] not in (FOLDER, HARDLINK)
                and members.sizes[index]
            ):
                gone = self.contents.gone(self.index) if gone is None else gone
                path = name.decode("utf-8", "surrogateescape")
                if path not in gone:
                    yield path, members.sizes[index]

    def made_by(self, index: int | None = None) -> str:
        """`layer 3 (`RUN apt-get …`)`: a layer and the instruction its history entry tells of."""
        layer = self.layer if index is None else self.contents.image.layers[index]
        if layer.history is None:
            return f"layer {layer.index}"
        keyword, rest = instruction_of(layer.history)
        command = " ".join(f"{keyword} {rest}".split()).replace("`", "'")
        if not keyword:
            return f"layer {layer.index}"
        return (
            f"layer {layer.index} "
            f"(`{command if len(command) <= _LONGEST else command[: _LONGEST - 1] + '…'}`)"
        )


def _name(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def changes_modes(layer: Layer) -> bool:
    """Whether the layer's command is about modes or owners."""
    command = f" {layer.history.created_by} " if layer.history else ""
    return any(f"{word} " in command for word in ("chmod", "chown", "chgrp", "setfacl", "setcap", "chattr"))


def bytes_text(size: int) -> str:
    """A number of bytes for a person, in powers of 1000: `1.2 MB`."""
    if size < 1000:
        return f"{size} bytes"
    for unit, scale in (("kB", 10**3), ("MB", 10**6), ("GB", 10**9), ("TB", 10**12)):
        if size < scale * 999.95 or unit == "TB":
            return f"{size / scale:.1f} {unit}"
    raise AssertionError


def by_layer(lost: Iterable[Lost]) -> dict[int, list[Lost]]:
    """Grouped by the layer that takes them away, the most bytes first."""
    groups: dict[int, list[Lost]] = {}
    for one in lost:
        groups.setdefault(one.by, []).append(one)
    return dict(sorted(groups.items(), key=lambda g: (-sum(one.size for one in g[1]), g[0])))


def path_text(path: str) -> str:
    """A path for a message: in backticks, nothing in it that a terminal would take for more than a name."""
    shown = "".join(c if c.isprintable() and c != "`" else "?" for c in path)
    return f"`{shown if len(shown) <= 80 else shown[:40] + '…' + shown[-39:]}`"


def largest(files: Sequence[tuple[str, int]]) -> str:
    """`` `a/b` (3.0 MB)`` or ``12 files, the largest `a/b` (3.0 MB)``."""
    path, size = max(files, key=lambda f: f[1])
    told = f"{path_text(path)} ({bytes_text(size)})"
    return told if len(files) == 1 else f"{len(files)} files, the largest {told}"
