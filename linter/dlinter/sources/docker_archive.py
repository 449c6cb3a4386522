"""Docker archives (`docker save`, `podman save`): `manifest.json` names configs and layers (moby, `image/tarexport`)."""

from __future__ import annotations

from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.image_config import Blob, Opened, add_image, of, read_json

MANIFEST = "manifest.json"


def read_docker_archive(opened: Opened, blobs: Blobs) -> None:
    try:
        manifests = read_json(blobs, "manifest.json")
    except BlobError as error:
        opened.problem(str(error))
        return
    if not isinstance(manifests, list) or not manifests:
        opened.problem("`manifest.json` names no image")
        return
    for manifest in manifests:
        if not isinstance(manifest, dict) or not isinstance(manifest.get("Config"), str):
            opened.problem("`manifest.json` has an entry without `Config`")
            continue
        layers = [Blob(str(n), _digest_of_name(str(n)), "") for n in of(manifest, "Layers", list)]
        tags = tuple(str(t) for t in of(manifest, "RepoTags", list))
        add_image(opened, blobs, manifest["Config"], "", layers, tags, "", ())


def _digest_of_name(name: str) -> str:
    for part in reversed(name.removesuffix("/layer.tar").removesuffix(".tar").split("/")):
        if len(part) == 64 and all(c in "0123456789abcdef" for c in part):
            return f"sha256:{part}" if name.startswith("blobs/sha256/") else ""
    return ""


