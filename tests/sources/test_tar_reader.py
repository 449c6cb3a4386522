"""Our tar reader against `tarfile`: every format, long and odd names, links, devices, sparse files; and names
that mean harm."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlinter.archive.tar import TarError, TarWalker
from dlinter.model.image.stream import FILE, FOLDER, HARDLINK, OTHER, SYMLINK, Members, clean_path

KINDS = {
    tarfile.REGTYPE: FILE,
    tarfile.LNKTYPE: HARDLINK,
    tarfile.SYMTYPE: SYMLINK,
    tarfile.DIRTYPE: FOLDER,
    tarfile.CHRTYPE: OTHER,
    tarfile.FIFOTYPE: OTHER,
}
FORMATS = (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT)


def walked(data: bytes, sizes: Sequence[int] = (1 << 20,)) -> Members:
    """The members, fed in blocks of the given sizes over and over."""
    members, at, turn = Members(), 0, 0
    walker = TarWalker(members)
    while at < len(data):
        step = sizes[turn % len(sizes)]
        walker.feed(data[at : at + step])
        at, turn = at + step, turn + 1
    walker.finish()
    return members


names = st.one_of(
    st.text("abcxyz/._- ", min_size=1, max_size=40),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30),
    st.integers(90, 600).map(lambda n: "d/" * (n // 20) + "n" * (n % 150 + 1)),
)


@st.composite
def archives(draw: st.DrawFn) -> tuple[bytes, list[tarfile.TarInfo]]:
    """An archive and its members as `tarfile` reads them."""
    form, out = draw(st.sampled_from(FORMATS)), io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for name in draw(st.lists(names, max_size=6)):
            info = tarfile.TarInfo(name.strip("/") or "x")
            info.type = draw(st.sampled_from(list(KINDS)))
            info.mode = draw(st.integers(0, 0o7777))
            data = draw(st.binary(max_size=1500)) if info.type == tarfile.REGTYPE else b""
            info.size = len(data)
            info.mtime = draw(st.sampled_from([0, 1, 1.5]))
            info.uid = draw(st.sampled_from([0, 1000, 3_000_000]))
            if info.type in (tarfile.LNKTYPE, tarfile.SYMTYPE):
                info.linkname = draw(names)
            try:
                tar.addfile(info, io.BytesIO(data))
            except ValueError:  # ustar cannot hold it
                continue
    data = out.getvalue()
    with tarfile.open(fileobj=io.BytesIO(data), errors="surrogateescape", encoding="utf-8") as tar:
        return data, tar.getmembers()


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(archives(), st.lists(st.integers(1, 1300), min_size=1, max_size=4))
def test_the_same_as_tarfile(archive: tuple[bytes, list[tarfile.TarInfo]], sizes: list[int]) -> None:
    data, wanted = archive
    members = walked(data, sizes)
    assert [m.decode("utf-8", "surrogateescape").rstrip("/") for m in members.paths] == [
        i.name for i in wanted
    ]
    for index, info in enumerate(wanted):
        assert members.kinds[index] == KINDS[info.type]
        assert members.modes[index] == info.mode
        if info.isreg():
            assert (members.starts[index], members.sizes[index]) == (info.offset_data, info.size)
        if info.islnk() or info.issym():
            assert members.links.get(index, b"").decode("utf-8", "surrogateescape").rstrip(
                "/"
            ) == info.linkname.rstrip("/")


@settings(max_examples=60)
@given(archives(), st.data())
def test_damage_is_a_tar_error_or_nothing(
    archive: tuple[bytes, list[tarfile.TarInfo]], draw: st.DataObject
) -> None:
    data = bytearray(archive[0])
    for _ in range(draw.draw(st.integers(1, 4))):
        data[draw.draw(st.integers(0, min(len(data), 4000) - 1))] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(data)))
    try:
        walked(bytes(data[:cut]), [700])
    except TarError as error:
        assert "\n" not in str(error)


def _field(value: bytes, size: int) -> bytes:
    return value + bytes(size - len(value))


def _header(name: bytes, size: int, kind: bytes, more: bytes = b"") -> bytes:
    """A GNU header by hand; `more` is what follows the prefix's place."""
    head = bytearray(_field(name, 100) + b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % size
        + b"00000000000\0" + b" " * 8 + kind + bytes(100) + b"ustar  \0")
    head += bytes(386 - len(head)) + more
    head += bytes(512 - len(head))
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def test_sparse_files_of_old_gnu() -> None:
    """386: four pairs of offset and size, 482: more to come, 483: the real size (GNU tar manual, "Standard
    Format")."""
    piece = b"%011o\0%011o\0" % (0, 512)
    first = _header(b"sparse", 1024, b"S", _field(piece * 4, 96) + b"\1" + b"%011o\0" % 5000)
    extension = _field(piece * 21, 504) + b"\0" + bytes(7)
    data = first + extension + b"A" * 1024 + _header(b"after", 3, b"0") + _field(b"xyz", 512) + bytes(1024)
    members = walked(data, [512, 100])
    assert members.paths == [b"sparse", b"after"]
    assert list(members.sizes) == [1024, 3]
    start = members.starts[1]
    assert data[start : start + 3] == b"xyz"
    assert members.at(data.index(b"A" * 1024) + 1023) == 0


def test_sparse_files_of_pax() -> None:
    info = tarfile.TarInfo("GNUSparseFile.0/real")
    info.pax_headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "real",
        "GNU.sparse.realsize": "9000",
    }
    info.size = 1024
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(info, io.BytesIO(_field(b"1\n0\n512\n", 512) + b"B" * 512))
        tar.addfile(tarfile.TarInfo("after"))
    members = walked(out.getvalue())
    assert members.paths == [b"real", b"after"] and list(members.sizes) == [1024, 0]


def test_a_size_beyond_octal() -> None:
    """Base-256 sizes (GNU): 9 GB of contents that are skipped, not held."""
    size = 9 << 30
    head = bytearray(_header(b"big", 0, b"0"))
    head[124:136] = b"\x80" + size.to_bytes(11, "big")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    members = Members()
    walker = TarWalker(members)
    walker.feed(bytes(head))
    assert (members.sizes[0], walker.skippable()) == (size, size)


@pytest.mark.parametrize(("name", "clean"), [
    (b"../../etc/passwd", "../../etc/passwd"), (b"/etc/passwd", "etc/passwd"), (b"./a//b/./c", "a/b/c"),
    (b"a\nb\x1b[31m", "a\nb\x1b[31m"), (b"\xff\xfe", "\udcff\udcfe"), (b"d/" * 2048, "/".join(["d"] * 2048)),
])  # fmt: skip
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_names_that_mean_harm(name: bytes, clean: str, form: int) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, encoding="utf-8", errors="surrogateescape") as tar:
        info = tarfile.TarInfo(name.decode("utf-8", "surrogateescape").rstrip("/"))
        info.size = 2
        tar.addfile(info, io.BytesIO(b"ok"))
    members = walked(out.getvalue(), [333])
    assert clean_path(members.paths[0]) == clean
    assert out.getvalue()[members.starts[0] :][:2] == b"ok"


def test_a_name_with_nul_in_pax() -> None:
    record = b"13 path=a\0bc\n"
    data = _header(b"x", len(record), b"x") + _field(record, 512) + _header(b"short", 0, b"0") + bytes(1024)
    assert walked(data).paths == [b"a\0bc"]


def test_a_header_that_never_ends_is_refused() -> None:
    with pytest.raises(TarError, match="header of"):
        walked(_header(b"x", 1 << 30, b"x") + bytes(512))


@pytest.mark.parametrize("size", [b"\x80" + b"\xff" * 11, b"\x80" + b"\0" * 3 + b"\x7f" + b"\xff" * 7])
def test_a_size_beyond_all_measure_is_damage(size: bytes) -> None:
    header = bytearray(_header(b"a", 0, b"0"))
    header[124:136] = size
    with pytest.raises(TarError, match="damaged at byte 0"):
        walked(bytes(header), [512])
