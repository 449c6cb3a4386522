"""Files of an image that are made to cost time or memory: each ends at a limit with a line that says so, and
the file beside it is still read."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.scan.images import scan
from dlinter.testing.images import Recipe, docker_blobs, layer_tar, write_tar

from ..images.containers import ar, rpm, zipped
from .layers import github_token

RULES = load_rules(["dlinter_rules"])
SETTINGS = Settings(enabled=frozenset(RULES.by_id))
TOKEN = github_token(7)
MB = 1 << 20
ZEROS = 100
"""Megabytes of zeros: above what is free (64 MB) and, packed, above the ratio."""
TOO_MUCH = "unpacks to more than 250 times its size"


def scanned(folder: Path, name: str, content: bytes) -> tuple[list[str], list[str]]:
    """What is told, and the paths that the token was found at, of an image whose one layer has the file and
    one with the token."""
    path = folder / "image.tar"
    with path.open("wb") as out:
        write_tar(
            docker_blobs(Recipe(layers=({"opt/" + name: content, "srv/.env": f"TOKEN={TOKEN}\n"},))), out
        )
    report = scan([str(path)], SETTINGS, None, None, RULES)
    assert not report.problems
    places = [r.location.image for r in report.results if r.rule.id == "secret-in-layer"]
    return [p.message.removeprefix("layer 0 ") for p in report.unread], [
        p.path + ("!" + p.inner if p.inner else "") for p in places if p is not None
    ]


def _fed(write: Callable[[bytes], bytes], end: Callable[[], bytes]) -> bytes:
    return b"".join([*(write(bytes(MB)) for _ in range(ZEROS)), end()])


def _gzip() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return _fed(packer.compress, packer.flush)


def _bzip2() -> bytes:
    packer = bz2.BZ2Compressor()
    return _fed(packer.compress, packer.flush)


def _xz() -> bytes:
    packer = lzma.LZMACompressor(preset=0)
    return _fed(packer.compress, packer.flush)


def _zstd() -> bytes:
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    return _fed(packer.compress, packer.flush)


def _zips_in_zips() -> bytes:
    """16 zips, four times over, of one with 10 MB of zeros: 655 GB, as in the well-known 42.zip."""
    data = zipped({"zeros": bytes(10 * MB)})
    for _ in range(4):
        data = zipped({f"{n}.zip": data for n in range(16)})
    return data


def _overlapping() -> bytes:
    """One local header, and a central directory that names it 65,000 times (Fifield, A better zip bomb): it
    is read once, as it streams by."""
    first = zipped({"zeros": bytes(10 * MB)})
    at = first.index(b"PK\1\2")
    entry = first[at : first.index(b"PK\5\6")]
    return (
        first[:at]
        + entry * 65_000
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65_000, 65_000, len(entry) * 65_000, at, 0)
    )


def _object(kind: int, size: int, data: bytes) -> bytes:
    """An entry of a pack: kind and size, seven bits a byte, then the content in zlib (gitformat-pack(5))."""
    out, byte = bytearray(), kind << 4 | size & 15
    size >>= 4
    while size:
        out.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    return bytes([*out, byte]) + zlib.compress(data, 9)


def _pack(*objects: bytes, count: int = 0) -> bytes:
    return b"PACK" + struct.pack(">II", 2, count or len(objects)) + b"".join(objects)


def _deep(wrap: Callable[[bytes], bytes], times: int) -> bytes:
    data = f"TOKEN={TOKEN}\n".encode()
    for _ in range(times):
        data = wrap(data)
    return data


def _tar_of(header: tarfile.TarInfo, data: bytes = b"") -> bytes:
    return (
        layer_tar({"first": "x"}).rstrip(b"\0").ljust(1024, b"\0") + header.tobuf(tarfile.GNU_FORMAT) + data
    )


def _sized(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info


def _sparse() -> bytes:
    """A terabyte with one byte in it, in GNU's format of 1.0 (its map stands in the data)."""
    size = 1 << 40
    records = "".join(
        _record(k, v)
        for k, v in (
            ("GNU.sparse.major", "1"),
            ("GNU.sparse.minor", "0"),
            ("GNU.sparse.name", "t"),
            ("GNU.sparse.realsize", str(size)),
        )
    )
    content = f"1\n{size - 1}\n1\n".encode().ljust(512, b"\0") + b"x"
    return (
        _padded(_sized("pax", len(records), tarfile.XHDTYPE).tobuf(), records.encode())
        + _padded(_sized("t", len(content)).tobuf(), content)
        + bytes(1024)
    )


def _record(key: str, value: str) -> str:
    size = len(key) + len(value) + 3
    size += len(str(size + len(str(size))))
    return f"{size} {key}={value}\n"


def _padded(header: bytes, data: bytes) -> bytes:
    return header + data + bytes(-len(data) % 512)


BOMBS: list[tuple[str, Callable[[], bytes], str]] = [
    ("z.gz", _gzip, TOO_MUCH),
    ("z.bz2", _bzip2, TOO_MUCH),
    ("z.xz", _xz, TOO_MUCH),
    ("z.zst", _zstd, TOO_MUCH),
    ("deflated.zip", lambda: zipped({"z": bytes(ZEROS * MB)}), TOO_MUCH),
    ("bzip2.zip", lambda: zipped({"z": bytes(ZEROS * MB)}, zipfile.ZIP_BZIP2), TOO_MUCH),
    ("lzma.zip", lambda: zipped({"z": bytes(ZEROS * MB)}, zipfile.ZIP_LZMA), TOO_MUCH),
    ("42.zip", _zips_in_zips, TOO_MUCH),
    ("z.deb", lambda: ar({"debian-binary": b"2.0\n", "data.tar.gz": _gzip()}), TOO_MUCH),
    ("z.rpm", lambda: rpm(_gzip()), TOO_MUCH),
    ("objects/ab/" + "c" * 38, lambda: zlib.compress(b"blob 9\0" + bytes(ZEROS * MB), 9), TOO_MUCH),
    ("lies.pack", lambda: _pack(_object(3, 10, bytes(ZEROS * MB))),
        "is damaged: an object is longer than its size"),
    ("large.pack", lambda: _pack(_object(3, ZEROS * MB, bytes(ZEROS * MB))), TOO_MUCH),
    ("endless.pack", lambda: _pack(_object(3, 1, b"x"), count=0xFFFFFFFF), "is damaged: ends in the middle"),
    # a delta whose base is the delta itself
    ("base.pack", lambda: _pack(b"\x64\x0c" + zlib.compress(b"\x01\x01\x01x")), ""),
    ("ends.deb", lambda: ar({"debian-binary": b"2.0\n", "last": b""}).replace(b"0         `",
        b"9999999999`"), "is damaged: ends in the middle"),
    ("deep.tar", lambda: _deep(lambda d: layer_tar({"inner.gz": gzip.compress(d)}), 9),
        "is not unpacked: it is 5 archives deep"),
    ("deep.gz", lambda: _deep(gzip.compress, 30), "is not unpacked: it is 5 archives deep"),
    ("beyond.tar", lambda: _tar_of(_sized("big", 1 << 40)), "is damaged: ends in the middle"),
    ("name.tar", lambda: _tar_of(_sized("././@LongLink", 1 << 30, tarfile.GNUTYPE_LONGNAME), bytes(4096)),
        "has a header of 1073741824 bytes at byte 1024"),
    ("pax.tar", lambda: _tar_of(_sized("pax", 1 << 30, tarfile.XHDTYPE), bytes(4096)),
        "has a header of 1073741824 bytes at byte 1024"),
    ("sparse.tar", _sparse, ""),
    ("overlapping.zip", _overlapping, ""),
    ("many.zip", lambda: zipped({f"{n}": b"" for n in range(65_000)}, zipfile.ZIP_STORED), ""),
    ("many.gz", lambda: gzip.compress(b"") * 50_000, ""),
    ("many.bz2", lambda: bz2.compress(b"") * 50_000, ""),
    ("many.xz", lambda: lzma.compress(b"") * 30_000, ""),
    ("many.zst", lambda: zstandard.compress(b"") * 50_000, ""),
    ("many.pack", lambda: _pack(*[_object(3, 0, b"")] * 20_000), ""),
    ("lines.pem", lambda: ("-----BEGIN RSA PRIVATE" + " KEY-----\n").encode() * 100_000, ""),
    ("letters.utf16", lambda: b"\xff\xfe" + ("A" * MB).encode("utf-16-le"), ""),
    ("brackets.json", lambda: b"[" * MB, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make", "told"), BOMBS, ids=[name.rpartition("/")[2] for name, _, _ in BOMBS]
)
def test_a_bomb_in_a_layer(tmp_path: Path, name: str, make: Callable[[], bytes], told: str) -> None:
    notes, places = scanned(tmp_path, name, make())
    assert places == ["srv/.env"]
    assert all(note.startswith("opt/" + name) for note in notes)
    assert len(notes) == 1 and notes[0].endswith(told) if told else not notes, notes


def test_as_many_parts_as_there_are_are_not_told_of_each_by_itself(tmp_path: Path) -> None:
    """All files of a zip say that they are encrypted (APPNOTE 4.4.4, bit 0)."""
    plain = zipped({f"{n}": b"x" for n in range(300)}, zipfile.ZIP_STORED)
    notes, _ = scanned(tmp_path, "e.zip", plain.replace(b"PK\3\4\x14\0\0", b"PK\3\4\x14\0\1"))
    assert notes == [
        *(f"opt/e.zip: `{n}` in it is encrypted" for n in range(5)),
        "opt/e.zip: 295 more parts of it cannot be read",
    ]


def test_the_deepest_archive_that_is_unpacked(tmp_path: Path) -> None:
    _, places = scanned(tmp_path, "a.tar", _deep(lambda d: layer_tar({"t": d}), 5))
    assert places == ["opt/a.tar" + "!t" * 5, "srv/.env"]
