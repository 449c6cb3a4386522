"""A place in an image, as findings and reports name it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Visibility(StrEnum):
    """What became of a file of a layer in the final image. The bytes stay in the archive in every case."""

    VISIBLE = "visible"
    DELETED = "deleted"  # a later layer has a whiteout for it
    OVERWRITTEN = "overwritten"  # a later layer has another file at its path


class Exposure(StrEnum):
    """By what way something in an image can be read by whoever has the image."""

    LAYER_FILE = "layer file"
    DELETED_FILE = "deleted file"
    OVERWRITTEN_FILE = "overwritten file"
    ENV = "env"
    LABEL = "label"
    COMMAND = "command"  # entrypoint, cmd, healthcheck, onbuild, shell
    HISTORY = "history"
    BUILD_ARGUMENT = "build argument"  # in history or in an attestation
    ATTESTATION = "attestation"
    FIELD = "field"  # of the config, which an image does not need: author, comment, what a builder left
    ANNOTATION = "annotation"  # of an index, a manifest or a descriptor
    RECORD = "build record"  # BuildKit's, which is no image


class Origin(StrEnum):
    """How something got into an image."""

    UNKNOWN = ""
    BASE = "inherited from the base image"
    PACKAGE = "shipped by a package"  # that everybody has
    BUILD = "added by this Dockerfile"


class ImagePlace(Struct, frozen=True):
    """The chain image → layer → history entry → path → line.

    `image` is the name the user gave; `layer` the 0-based layer index, None for the config. `digest` is the
    blob's as stored, `diff_id` of its uncompressed tar. `history` is the 0-based history entry that made it,
    `created_by` its command. `inner` is the route inside nested archives (`a.tar.gz!b/c`), `line` 1-based,
    None in a program or a database. `part` says where beside its content a file has it: `name`, `link
    target`, `attribute NAME`, "" for the content. `origin` is how it got in, as far as that is known,
    `package` the package that brought the file. `removed_by` is the 0-based layer that deletes or overwrites
    the file. `reconstructed_line` is the line of its instruction in what `dlint reconstruct` writes.
    """

    image: str
    exposure: Exposure
    layer: int | None = None
    digest: str = ""
    diff_id: str = ""
    history: int | None = None
    created_by: str = ""
    path: str = ""
    inner: str = ""
    line: int | None = None
    part: str = ""
    origin: Origin = Origin.UNKNOWN
    package: str = ""
    visibility: Visibility | None = None
    removed_by: int | None = None
    platform: str = ""
    reconstructed_line: int | None = None
