"""A name → the images that it stands for: asks the image sources in `openers`, then looks for images in the
blobs.

Nothing is executed or unpacked; what is wrong becomes a `Problem`, and the rest is still read.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from dlinter.sources import docker_archive, oci_layout, openers
from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.image_config import Opened
from dlinter.sources.loose import add_loose
from dlinter.sources.opener import Opener


@cache
def all_openers() -> tuple[Opener, ...]:
    """The image sources in the order in which they are asked."""
    modules = (
        import_module(f"{openers.__name__}.{found.name}") for found in pkgutil.iter_modules(openers.__path__)
    )
    return tuple(sorted((module.OPENER for module in modules), key=lambda opener: opener.order))


def open_image(name: str) -> Opened:
    """Opens an archive, a folder, an image of a registry or a daemon, or standard input. Never raises."""
    opened = Opened(name)
    try:
        opener = next(opener for opener in all_openers() if opener.claims(name))
        blobs = opener.blobs(opened, name)
    except (OSError, BlobError, ValueError) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else ""
        opened.problem(f"cannot be read: {reason}" if reason else str(error))
        return opened
    if blobs is None:
        return opened
    opened.blobs = blobs
    _read(opened, blobs)
    if blobs.damage and not opened.images:
        opened.problems.clear()
        opened.problem(
            blobs.damage
            if "not a tar" not in blobs.damage
            else "is not an image: neither a tar nor an OCI layout folder"
        )
    elif blobs.damage:
        opened.problem(blobs.damage)
    return opened


def _read(opened: Opened, blobs: Blobs) -> None:
    """Everything that a builder or a runtime may take for an image. An archive of Docker 25 and later is a
    layout and a docker archive at once: which of the two is read depends on the reader, so both are, and an
    image that both name counts once."""
    found = False
    # The layout says more, so it comes first.
    for name, read in (
        (oci_layout.INDEX, oci_layout.read_layout),
        (docker_archive.MANIFEST, docker_archive.read_docker_archive),
    ):
        if blobs.has(name):
            found = True
            read(opened, blobs)
    if not found:
        opened.problem("is not an image: it has neither `manifest.json` nor `index.json`")
    if opened.images:
        add_loose(opened, blobs)
