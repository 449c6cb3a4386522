"""An image archive in a file, or on standard input as `-`."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from dlinter.sources.blobs import Blobs, TarBlobs
from dlinter.sources.image_config import Opened
from dlinter.sources.opener import Opener


def _claims(name: str) -> bool:
    return name == "-" or (Path(name).exists() and not Path(name).is_dir())


def _blobs(opened: Opened, name: str) -> Blobs | None:
    if name == "-":
        return _stream(opened, os.fdopen(os.dup(0), "rb", buffering=0), "standard input is empty: no image")
    return _stream(opened, Path(name).open("rb", buffering=0), "is empty: no image")


def _stream(opened: Opened, stream: BinaryIO, empty: str) -> Blobs | None:
    """An archive in an open file; what cannot be read twice (a pipe) goes into a temporary file first."""
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        from dlinter.sources.daemon import spooled

        with stream as pipe:
            stream = spooled(lambda size: pipe.read(size) or b"")
    if os.fstat(stream.fileno()).st_size == 0:
        stream.close()
        opened.problem(empty)
        return None
    return TarBlobs(stream)


OPENER = Opener(order=10, claims=_claims, blobs=_blobs)
