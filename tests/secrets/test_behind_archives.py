"""What comes after the end of an archive, or before its beginning: a reader that stops there leaves nothing
unsearched."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
from collections.abc import Callable

import pytest
import zstandard

from ..images.containers import cpio, tar, zipped
from .layers import engine, github_token, places, scan, text

TOKEN = github_token(3)
TEXT = text(TOKEN)


def _empty_zip() -> bytes:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    return out.getvalue()


EMPTY: dict[str, Callable[[], bytes]] = {
    "zip": _empty_zip, "gzip": lambda: gzip.compress(b""), "bzip2": lambda: bz2.compress(b""),
    "xz": lambda: lzma.compress(b""),
    "zstd": lambda: zstandard.compress(b""), "pack": lambda: b"PACK" + struct.pack(">II", 2, 0) + bytes(20),
    "cpio": lambda: cpio({}),
    "a full tar": lambda: tar({"a": b"b"}), "a full zip": lambda: zipped({"a": b"b" * 900}),
}  # fmt: skip
BEHIND: dict[str, Callable[[], bytes]] = {
    "text": lambda: TEXT, "a zip": lambda: zipped({"t": TEXT}),
    "a byte and a zip": lambda: b"x" + zipped({"t": TEXT}), "gzip": lambda: gzip.compress(TEXT),
    "xz": lambda: lzma.compress(TEXT), "bzip2": lambda: bz2.compress(TEXT),
    "zstd": lambda: zstandard.compress(TEXT), "a cpio": lambda: cpio({"t": TEXT}),
    "zeros and a gzip of a cpio": lambda: bytes(5000) + gzip.compress(cpio({"t": TEXT})),
    "a tar": lambda: tar({"t": TEXT}),
    "two more": lambda: b"x" + zipped({"a": b"b"}) + b"yy" + zipped({"t": TEXT}),
}  # fmt: skip


@pytest.mark.parametrize("block", [1 << 20, 1000], ids=["whole", "pieces"])
@pytest.mark.parametrize("behind", BEHIND, ids=lambda k: k.replace(" ", "-"))
@pytest.mark.parametrize("first", EMPTY, ids=lambda k: k.replace(" ", "-"))
def test_something_behind_an_archive(first: str, behind: str, block: int) -> None:
    data = EMPTY[first]() + BEHIND[behind]()
    for inner in (data, gzip.compress(data) if first != "gzip" else tar({"x": data})):
        done = scan({"opt/a": inner}, block=block)
        found = places(done.found)
        known = [p for p in found if p[3] == TOKEN]
        assert len(known) == 1 and done.unread == [], (first, behind, done.unread, found)


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_before_plain_text(order: str) -> None:
    mark = b"\xff\xfe" if order == "utf-16-le" else b"\xfe\xff"
    assert places(scan({"a.txt": mark + TEXT}).found)
    mixed = mark + ("line\r\n" * 300).encode(order) + TEXT + TEXT
    assert places(scan({"a.txt": mixed}).found)
    proper = mark + ("line\r\n" * 300 + TEXT.decode()).encode(order)
    assert [p[3] for p in places(scan({"a.txt": proper}).found)] == [TOKEN]


def test_a_signature_behind_a_module_is_no_trouble() -> None:
    done = scan({"m.ko.xz": lzma.compress(TEXT) + b"~Module signature appended~\n"})
    assert len(places(done.found)) == 1 and done.unread == []


def test_the_central_directory_is_no_trouble_and_counts_once() -> None:
    done = scan({"a.jar": zipped({f"{n}/{TOKEN[:6]}": TEXT for n in range(3)})})
    assert len(places(done.found)) == 3 and done.unread == []


def test_the_first_of_several_members_of_a_stream() -> None:
    for pack in (gzip.compress, bz2.compress, lzma.compress, zstandard.compress):
        data = pack(b"nothing\n") + pack(TEXT)
        assert len(places(scan({"a.log.gz": data}).found)) == 1, pack
        assert len(places(scan({"a.log.gz": data}, block=7).found)) == 1, pack


def test_archives_together_have_a_limit() -> None:
    """Each of 400 files may unpack to 64 MB whatever its size: together they may not."""
    from dlinter.archive.budget import ALL_FREE, Budget, TooMuch, Total

    total = Total()
    with pytest.raises(TooMuch, match="together"):
        for _ in range(400):
            budget = Budget(total)
            budget.take(50)
            for _ in range(60):
                budget.give(1 << 20)
    assert total.given <= ALL_FREE + (2 << 20)
    assert engine().unpacked.given >= 0


@pytest.mark.parametrize("launcher", [30, 300, 70_000])
def test_an_archive_behind_a_script(launcher: int) -> None:
    """A zipapp, a jar that runs itself, an installer: the script's first bytes are no archive's."""
    script = b"#!/bin/sh\n" + b"# what starts it\n" * (launcher // 17) + b"exit 0\n"
    for archive in (zipped({"t": TEXT * 9}), gzip.compress(tar({"t": TEXT}))):
        done = scan({"opt/a.run": script + archive})
        assert TOKEN in [p[3] for p in places(done.found)] and done.unread == []
    assert places(scan({"opt/a.run": script + TEXT}).found)
