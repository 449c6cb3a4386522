"""The members of a compressed archive: read forward by one cursor, by whoever asks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dlinter.sources.blobs import TarBlobs
from dlinter.testing.records import packed

CONTENT = {f"blob{n}": os.urandom(700_000) + bytes(3_000_000) for n in range(3)}


@pytest.fixture
def blobs(tmp_path: Path) -> TarBlobs:
    path = tmp_path / "a.tar.gz"
    path.write_bytes(packed(CONTENT))
    return TarBlobs(path.open("rb"))


@pytest.mark.parametrize(
    "order", [("blob0", "blob1", "blob2"), ("blob2", "blob0", "blob1"), ("blob1", "blob1")]
)
def test_in_any_order(blobs: TarBlobs, order: tuple[str, ...]) -> None:
    for name in order:
        assert b"".join(blobs.chunks(name)) == CONTENT[name]


def test_a_reader_that_breaks_off_stops_nobody(blobs: TarBlobs) -> None:
    """It kept the lock, and the next reader waited for ever: a damaged layer's reader breaks off."""
    broken = blobs.chunks("blob0")
    assert next(broken)
    assert b"".join(blobs.chunks("blob1")) == CONTENT["blob1"]


def test_two_readers_in_turns(blobs: TarBlobs) -> None:
    one, two = blobs.chunks("blob0"), blobs.chunks("blob2")
    first = [next(one)]
    assert b"".join(two) == CONTENT["blob2"]
    assert b"".join([*first, *one]) == CONTENT["blob0"]
