"""What an image is made of (OCI image spec: manifest, config, layers; docker archives give the same
values)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from dlinter.model.place import ImagePlace
from dlinter.model.secret import Candidate

SHOWN = 16_384
"""Characters of a command that findings say; real ones with a heredoc have some thousand."""


class HistoryEntry(Struct, frozen=True):
    """One `history` entry of the config. Entries with `empty_layer` have no layer, the others pair with the
    diffIDs in order; `layer` is that layer's index, None for an empty one."""

    index: int
    created_by: str
    comment: str = ""
    created: str = ""
    empty_layer: bool = False
    layer: int | None = None

    @property
    def shown(self) -> str:
        """The command as each of its findings says it, which may be thousands: a report of a megabyte for
        each would not be read."""
        return self.created_by if len(self.created_by) <= SHOWN else self.created_by[: SHOWN - 1] + "…"


class Layer(Struct, frozen=True):
    """One layer. `digest` is of the blob as stored, `diff_id` of the uncompressed tar. Sizes in bytes."""

    index: int
    digest: str
    diff_id: str
    media_type: str
    size: int = 0
    history: HistoryEntry | None = None


class ImageConfig(Struct, frozen=True):
    """The `config` object: what a container of this image starts with."""

    env: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    healthcheck: tuple[str, ...] = ()
    onbuild: tuple[str, ...] = ()
    shell: tuple[str, ...] = ()
    user: str = ""
    workdir: str = ""
    exposed_ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    stop_signal: str = ""


class Image(Struct, frozen=True):
    """One image of one platform. `name` is what the user gave (a path or reference), `tags` the names inside
    the archive."""

    name: str
    digest: str
    platform: str
    config: ImageConfig
    layers: tuple[Layer, ...]
    history: tuple[HistoryEntry, ...]
    tags: tuple[str, ...] = ()


class ImageSecret(Struct, frozen=True):
    """A candidate for a secret and its place in an image: the subject of the rules `secret-in-layer`,
    `secret-in-deleted-file`, `secret-in-image-config`, `secret-in-history`. `shipped` names the public
    package that shipped the file as it is (`shipped by PACKAGE`): it cannot be this user's secret. `package`
    is the package that brought the file, where one did (`package x`, `npm package y`): it may be the user's
    own."""

    place: ImagePlace
    candidate: Candidate
    shipped: str = ""
    package: str = ""
