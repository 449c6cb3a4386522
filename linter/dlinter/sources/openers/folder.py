"""A folder: an OCI layout or an unpacked docker archive, else its files as one layer (`dir:` says that it is
that)."""

from __future__ import annotations

import json
from pathlib import Path

from dlinter.model.image import Image, ImageConfig, Layer
from dlinter.sources.blobs import SMALL, BlobError, Blobs, FolderBlobs
from dlinter.sources.docker_archive import MANIFEST
from dlinter.sources.image_config import Blob, ImageSource, Opened
from dlinter.sources.oci_layout import INDEX
from dlinter.sources.opener import Opener

_PREFIX = "dir:"


def _claims(name: str) -> bool:
    return Path(name).is_dir() or name.startswith(_PREFIX)


def _blobs(opened: Opened, name: str) -> Blobs | None:
    path = Path(name)
    if path.is_dir():
        return FolderBlobs(path) if _is_layout(path) else _tree(opened, path)
    path = Path(name.removeprefix(_PREFIX))
    if not path.is_dir():
        raise BlobError("there is no such folder")
    return _tree(opened, path)


def _is_layout(folder: Path) -> bool:
    """Whether a folder holds an image, whole or damaged. Many a web application has a `manifest.json` of its
    own."""
    if (folder / "oci-layout").exists() or (folder / INDEX).exists():
        return True
    try:
        blobs = FolderBlobs(folder)
        return blobs.size(MANIFEST) <= SMALL and isinstance(json.loads(blobs.read(MANIFEST)), list)
    except (BlobError, ValueError, RecursionError):
        return False


def _tree(opened: Opened, folder: Path) -> Blobs | None:
    """The files of a plain folder as one layer."""
    from dlinter.sources.folder import LAYER, TreeBlobs

    blobs = TreeBlobs(folder)
    for path in blobs.unreadable[:3]:
        opened.problem(f"`{path}` cannot be read")
    if len(blobs.unreadable) > 3:
        opened.problem(f"{len(blobs.unreadable) - 3} more files or folders cannot be read")
    if not blobs.count:
        opened.problem(
            "holds no file: no image" if not blobs.unreadable else "holds no file that can be read"
        )
        return None
    opened.blobs = blobs
    layer = Layer(0, "", "", "", blobs.size(LAYER))
    image = Image(opened.name, "", "", ImageConfig(), (layer,), ())
    opened.images.append(ImageSource(image, blobs, (Blob(LAYER, "", ""),)))
    return None


OPENER = Opener(order=20, claims=_claims, blobs=_blobs)
