"""Docker archives (`docker save`, `podman save`): `manifest.json` names configs and layers (moby,
`image/tarexport`)."""

from __future__ import annotations

import posixpath
from typing import Any

from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.image_config import Blob, Opened, add_image, of, read_json

MANIFEST = "manifest.json"
_WHAT = "`manifest.json`"


def read_docker_archive(opened: Opened, blobs: Blobs) -> None:
    """Adds the images that `manifest.json` names and that are not there already."""
    try:
        manifests = read_json(opened, blobs, MANIFEST, _WHAT)
    except BlobError as error:
        opened.problem(str(error))
        return
    if not isinstance(manifests, list) or not manifests:
        opened.problem(f"{_WHAT} names no image")
        return
    known = [entry for entry in manifests if isinstance(entry, dict)]
    if len(known) < len(manifests):
        opened.problem(f"{_WHAT} has an entry that is not an object")
    entries = [(_path(of(opened, entry, "Config", str, _WHAT)), entry) for entry in known]
    # A compressed archive is read forward only: its configs in the order in which they come.
    for config, entry in sorted(entries, key=lambda e: blobs.order(e[0])) if not blobs.parallel else entries:
        _entry(opened, blobs, config, entry)


def _entry(opened: Opened, blobs: Blobs, config: str, entry: dict[str, Any]) -> None:
    if not config:
        opened.problem(f"{_WHAT} has an entry without `Config`")
        return
    names = of(opened, entry, "Layers", list, _WHAT)
    if not all(isinstance(name, str) for name in names):
        opened.problem(f"{_WHAT} has a layer whose name is not a string: it was not read")
    layers = [Blob(_path(name), _digest_of_name(_path(name)), "") for name in names if isinstance(name, str)]
    key = (config, *(blob.name for blob in layers))
    if key in opened.seen:
        return
    opened.seen.add(key)
    tags = tuple(str(t) for t in of(opened, entry, "RepoTags", list, _WHAT))
    add_image(opened, blobs, config, "", layers, tags, "", ())


def _path(name: str) -> str:
    """A name as the archive has it: docker joins it with its own folder first."""
    return posixpath.normpath(name).lstrip("/") if name else ""


def _digest_of_name(name: str) -> str:
    for part in reversed(name.removesuffix("/layer.tar").removesuffix(".tar").split("/")):
        if len(part) == 64 and all(c in "0123456789abcdef" for c in part):
            return f"sha256:{part}" if name.startswith("blobs/sha256/") else ""
    return ""
