"""Archives and encodings: every format, each in each other, damaged ones, bombs."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from ..images.containers import ar, cpio, rpm, tar, zipped
from .layers import github_token, password, places, scan, text

TOKEN = github_token(21)
INSIDE = {"etc/a.txt": b"nothing\n", "etc/b.txt": text(TOKEN, 3)}


def zipped_as_stream(files: dict[str, bytes]) -> bytes:
    """With sizes after the content, as a writer does that cannot go back."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            self.data += bytes(piece)  # type: ignore[call-overload]
            return len(bytes(piece))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, data in files.items():
            archive.writestr(name, data)
    return bytes(pipe.data)


FORMATS: dict[str, tuple[bytes, str]] = {
    "x.tar": (tar(INSIDE), "etc/b.txt"),
    "gnu.tar": (tar(INSIDE, tarfile.GNU_FORMAT), "etc/b.txt"),
    "x.tar.gz": (gzip.compress(tar(INSIDE)), "etc/b.txt"),
    "x.tgz": (gzip.compress(tar(INSIDE)), "etc/b.txt"),
    "x.tar.bz2": (bz2.compress(tar(INSIDE)), "etc/b.txt"),
    "x.tar.xz": (lzma.compress(tar(INSIDE)), "etc/b.txt"),
    "x.tar.zst": (zstandard.compress(tar(INSIDE)), "etc/b.txt"),
    "two.gz": (gzip.compress(b"first\n") + gzip.compress(text(TOKEN, 2)), "two"),
    "log.1.gz": (gzip.compress(text(TOKEN, 3)), "log.1"),
    "x.zip": (zipped(INSIDE), "etc/b.txt"),
    "stored.jar": (zipped(INSIDE, zipfile.ZIP_STORED), "etc/b.txt"),
    "bzip2.zip": (zipped(INSIDE, zipfile.ZIP_BZIP2), "etc/b.txt"),
    "lzma.zip": (zipped(INSIDE, zipfile.ZIP_LZMA), "etc/b.txt"),
    "stream.whl": (zipped_as_stream(INSIDE), "etc/b.txt"),
    "x.apk": (gzip.compress(tar({"s": b"sig"})[:1024]) + gzip.compress(tar(INSIDE)), "etc/b.txt"),
    "x.deb": (ar({"debian-binary": b"2.0\n", "data.tar.xz": lzma.compress(tar(INSIDE))}),
        "data.tar.xz!etc/b.txt"),
    "x.rpm": (rpm(gzip.compress(cpio(INSIDE))), "payload!etc/b.txt"),
    "x.cpio": (cpio(INSIDE), "etc/b.txt"),
    "deep.zip": (zipped({"lib/in.jar": zipped({"c.tgz": gzip.compress(tar(INSIDE))})}),
        "lib/in.jar!c.tgz!etc/b.txt"),
}


@pytest.mark.parametrize("block", [700, 1 << 20])
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_formats(name: str, block: int) -> None:
    data, inner = FORMATS[name]
    scanner = scan({"opt/before": b"x\n", f"opt/{name}": data, "opt/after": b"x\n"}, block=block)
    assert places(scanner.found) == [(f"opt/{name}", inner, 4, TOKEN)]
    assert scanner.unread == []


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"x.tar", "gnu.tar", "stored.jar", "x.cpio"}))
@pytest.mark.parametrize("cut", [0.3, 0.6, 0.97])
def test_a_cut_archive_is_told_of_and_the_rest_is_read(name: str, cut: float) -> None:
    data, _ = FORMATS[name]
    scanner = scan({f"opt/{name}": data[: int(len(data) * cut)], "opt/after": text(github_token(22))})
    assert ("opt/after", "", 6, github_token(22)) in places(scanner.found)


@pytest.mark.parametrize(
    "encode", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress, lambda d: zipped({"z": d})]
)
def test_bombs_end(encode: Callable[[bytes], bytes]) -> None:
    bomb = encode(b"\0" * (90 << 20))
    scanner = scan({"bomb": bomb, "after": text(TOKEN)})
    assert [u.message for u in scanner.unread] == ["unpacks to more than 250 times its size"]
    assert places(scanner.found) == [("after", "", 6, TOKEN)]


def test_depth_ends() -> None:
    data = tar(INSIDE)
    for _ in range(9):
        data = gzip.compress(data)
    assert places(scan({"a": data}).found) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16(encoding: str) -> None:
    data = text(TOKEN, 4).decode().encode(encoding)
    found = scan({"Users/config.reg": data}).found
    assert places(found) == [("Users/config.reg", "", 5, TOKEN)]


def test_utf16_inside_a_binary() -> None:
    data = (
        b"MZ\x90\0"
        + b"\xfe\x12\x80" * 999
        + f"password={password()}".encode("utf-16-le")
        + b"\0\0"
        + b"\xfe\x12" * 99
    )
    assert [p[3] for p in places(scan({"a.dat": data}).found)] == [password()]


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_base64_twice_at_most(before: str) -> None:
    inner = f"{before}export TOKEN={TOKEN}\nand some more text for it\n".encode()
    data = b"line\nDATA: " + base64.b64encode(inner) + b"\n"
    assert places(scan({"x.yaml": data}).found) == [("x.yaml", "", 2, TOKEN)]
    twice = b"line\nDATA: " + base64.b64encode(base64.b64encode(inner)) + b"\n"
    assert [p[3] for p in places(scan({"x.yaml": twice}).found)] == [TOKEN]
    thrice = b"line\nDATA: " + base64.b64encode(base64.b64encode(base64.b64encode(inner))) + b"\n"
    assert places(scan({"x.yaml": thrice}).found) == []


def test_base64_with_line_ends() -> None:
    data = b"-\n" + base64.encodebytes(b"some text before it\n" * 9 + text(TOKEN)) + b"-\n"
    assert [p[3] for p in places(scan({"mail.txt": data}).found)] == [TOKEN]


def test_hex_once() -> None:
    data = b"blob = " + text(TOKEN).hex().encode() + b"\n"
    assert places(scan({"dump.sql": data}).found) == [("dump.sql", "", 1, TOKEN)]


def git(folder: Path, *words: str) -> None:
    env = {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin:/usr/local/bin",
    }
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *words], cwd=folder, env=env,
        check=True, capture_output=True
    )


@pytest.mark.parametrize("packed", [False, True])
def test_git_objects(tmp_path: Path, packed: bool) -> None:
    """A token that was committed and taken out again is still in the object store."""
    git(tmp_path, "init", "-q")
    file = tmp_path / "config.py"
    base = "".join(f"setting_{n} = {n * 7919}\n" for n in range(300))
    for content in (base, base + f"TOKEN = '{TOKEN}'\n", base + "TOKEN = environ['T']\n"):
        file.write_text(content)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", "x")
    if packed:
        git(tmp_path, "gc", "-q", "--aggressive")
    files = {
        f"app/{p.relative_to(tmp_path)}": p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file()
        and p.stat().st_size
    }
    assert any(name.endswith(".pack") for name in files) is packed
    found = places(scan(files).found)
    assert [p[3] for p in found] == [TOKEN]
    assert found[0][1].startswith(("blob", "delta"))


def test_zlib_data_that_is_no_git_object_is_searched_too() -> None:
    (found,) = scan({"app/x.z": zlib.compress(text(TOKEN))}).found
    assert (found.path, found.inner) == ("app/x.z", "x")
