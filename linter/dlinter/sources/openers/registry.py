"""An image of a registry: any reference with a host, or `docker://NAME`. The last source: what no other one
claims is for it."""

from __future__ import annotations

from pathlib import Path

from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.image_config import Opened
from dlinter.sources.opener import Opener

_PREFIX = "docker://"
_FILES = (".tar", ".tgz", ".gz", ".zst", ".xz", ".oci", ".json")


def _blobs(opened: Opened, name: str) -> Blobs | None:
    from dlinter.sources.reference import loose_reference, reference_of

    explicit = name.startswith(_PREFIX)
    reference = reference_of(name.removeprefix(_PREFIX), hub=True) if explicit else loose_reference(name)
    if reference is None:
        raise BlobError("is not an image reference" if explicit else f"there is no such file{_hint(name)}")
    from dlinter.sources.registry import RegistryBlobs

    return RegistryBlobs(reference)


def _hint(name: str) -> str:
    """Where to look for a name that may be an image's: nothing is looked for on the network that does not say
    so."""
    from dlinter.sources.reference import reference_of

    if name.endswith(_FILES) or Path(name.partition("/")[0]).exists() or reference_of(name, hub=True) is None:
        return ""
    return (
        f"; for a registry write `{_PREFIX}{name}` or `HOST/{name}`, for a daemon `docker-daemon:{name}` or "
        f"`podman:{name}`"
    )


OPENER = Opener(order=90, claims=lambda name: True, blobs=_blobs)
