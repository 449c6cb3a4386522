"""An image of a registry: any reference with a host, or `docker://NAME`. The last source: what no other one claims is for it."""

from __future__ import annotations

from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.image_config import Opened
from dlinter.sources.opener import Opener

_PREFIX = "docker://"


def _blobs(opened: Opened, name: str) -> Blobs | None:
    from dlinter.sources.reference import loose_reference, reference_of

    explicit = name.startswith(_PREFIX)
    reference = reference_of(name.removeprefix(_PREFIX), hub=True) if explicit else loose_reference(name)
    if reference is None:
        raise BlobError("is not an image reference" if explicit else "there is no such file")
    from dlinter.sources.registry import RegistryBlobs

    return RegistryBlobs(reference)


OPENER = Opener(order=90, claims=lambda name: True, blobs=_blobs)
