"""A build record, `x.dockerbuild`, also in the zip in which GitHub gives out an artifact."""

from __future__ import annotations

from pathlib import Path

from dlinter.sources.blobs import BlobError, Blobs, TarBlobs
from dlinter.sources.build_record import ENDING
from dlinter.sources.image_config import Opened
from dlinter.sources.opener import Opener

LARGEST = 512 << 20
"""Bytes of a record: those of large builds have some megabytes."""


def _claims(name: str) -> bool:
    return name.endswith((ENDING, f"{ENDING}.zip")) and Path(name).is_file()


def _blobs(opened: Opened, name: str) -> Blobs | None:
    path = Path(name)
    if path.stat().st_size == 0:
        opened.problem("is empty: no build record")
        return None
    import zipfile  # each scan asks every opener, and this takes 8 ms

    if not zipfile.is_zipfile(path):
        return TarBlobs(path.open("rb", buffering=0))
    from dlinter.sources.daemon import spooled

    with zipfile.ZipFile(path) as archive:
        records = [info for info in archive.infolist() if info.filename.endswith(ENDING)]
        if len(records) != 1:
            raise BlobError(f"is a zip with {len(records)} build records: unpack it first")
        if records[0].flag_bits & 1 or records[0].file_size > LARGEST:
            raise BlobError("is a zip whose build record is encrypted or too large")
        try:
            with archive.open(records[0]) as member:
                return TarBlobs(spooled(lambda size: member.read(size)))
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise BlobError(f"is a damaged zip: {error}") from None


OPENER = Opener(order=5, claims=_claims, blobs=_blobs)
