"""What an image source is: how a name on the command line becomes blobs. Each source is one module in
`openers`."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from dlinter.sources.blobs import Blobs
from dlinter.sources.image_config import Opened


class Opener(Struct, frozen=True):
    """One kind of image source.

    `claims` says whether a name is for it (nothing is opened yet, and no network is used). Sources are asked
    by `order`, lowest first. `blobs` opens the name: the blobs, in which docker archives and OCI layouts are
    looked for, or None where it has put the images, or what is wrong, into `Opened` itself. It raises OSError
    and BlobError.
    """

    order: int
    claims: Callable[[str], bool]
    blobs: Callable[[Opened, str], Blobs | None]
