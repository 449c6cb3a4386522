"""What differs between two images: files by instruction, packages, configuration, history, sizes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class File(Struct, frozen=True):
    """One entry of a layer's tar. `digest` is of its content ("" for what has none), `link` where it leads,
    `time` in seconds since 1970."""

    kind: str
    size: int = 0
    digest: str = ""
    mode: int = 0
    owner: tuple[int, int] = (0, 0)
    time: int = 0
    link: str = ""


class FileDifference(Struct, frozen=True):
    """A path that differs; `how` are of `added`, `removed`, `content`, `mode`, `owner`, `time`, `kind`,
    `link`; of a path that the layer takes away from earlier ones `deleted`, or `no longer deleted`."""

    path: str
    how: tuple[str, ...]
    old_size: int | None = None
    new_size: int | None = None


class LayerDifference(Struct, frozen=True):
    """Layers of one instruction in both images. `line` is None where the Dockerfile is not known. `count` is
    how many files differ, `files` the first of them. `same` says that both have the same layer."""

    instruction: str
    old_digest: str = ""
    new_digest: str = ""
    same: bool = False
    old_size: int | None = None
    new_size: int | None = None
    count: int = 0
    files: tuple[FileDifference, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


class Package(Struct, frozen=True):
    """A package whose version differs; None where it is missing. `manager` is dpkg, apk, rpm, pip or npm."""

    manager: str
    name: str
    old: str | None
    new: str | None


class ImageDifference(Struct, frozen=True):
    """Two images. `config` are fields with both values as text, `history` lines of both that are in one
    alone. Sizes in bytes, as stored."""

    old_digest: str
    new_digest: str
    old_size: int
    new_size: int
    layers: tuple[LayerDifference, ...] = ()
    packages: tuple[Package, ...] = ()
    config: tuple[tuple[str, str | None, str | None], ...] = ()
    history: tuple[tuple[str | None, str | None], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return (
            not self.config
            and not self.history
            and all(layer.same or not layer.count for layer in self.layers)
            and not self.packages
        )
