""".lzma, zlib, 7z, base64 of gzip: found in them; what cannot be read of them is reported."""

from __future__ import annotations

import base64
import gzip
import io
import json
import lzma
import random
import sys
import zlib
from pathlib import Path

import pytest

from dlinter.cli import main
from dlinter.secrets.searcher import Engine
from dlinter.testing.images import Recipe, docker_blobs, write_tar

from ..images.containers import tar, zipped
from .layers import detectors, github_token, places, scan, text

TOKEN, OTHER = github_token(501), github_token(502)
INSIDE = {"etc/a.txt": b"nothing\n", "etc/b.txt": text(TOKEN, 3)}


def lzma_alone(data: bytes) -> bytes:
    return lzma.compress(data, format=lzma.FORMAT_ALONE)


@pytest.mark.parametrize(
    ("name", "data", "inner"),
    [
        ("log.lzma", lzma_alone(text(TOKEN, 3)), "log"),
        ("x.tar.lzma", lzma_alone(tar(INSIDE)), "etc/b.txt"),
        ("log.zz", zlib.compress(text(TOKEN, 3)), "log"),
        ("best", zlib.compress(text(TOKEN, 3) * 3, 9)[:-4], ""),
        ("tiny.zlib", zlib.compress(text(TOKEN, 3), 1), "tiny"),
        ("tar.zlib", zlib.compress(tar(INSIDE)), "tar!etc/b.txt"),
        ("in.zip", zipped({"a.lzma": lzma_alone(text(TOKEN, 3))}), "a.lzma!a"),
    ],
)
def test_streams(name: str, data: bytes, inner: str) -> None:
    scanner = scan({"opt/before": b"x\n", f"opt/{name}": data, "opt/after": b"x\n"})
    if name == "best":  # cut off: what comes before the end is found, and the rest is reported
        assert {f.candidate.secret.reveal() for f in scanner.found} == {TOKEN}
        assert [u.path for u in scanner.unread] == ["opt/best"]
        return
    assert places(scanner.found) == [(f"opt/{name}", inner, 4, TOKEN)]
    assert scanner.unread == []


def test_what_is_none_of_them() -> None:
    """Random bytes behind the first bytes of each are not taken for one: nothing is unread."""
    chooser = random.Random(5)
    files = {}
    for n in range(400):
        start = (b"\x78\x9c", b"\x78\x01", b"\x78\xda", b"\x5d\x00\x00\x80\x00")[n % 4]
        files[f"opt/{n}"] = start + chooser.randbytes(600)
    scanner = scan(files)
    assert len(scanner.unread) <= 2, scanner.unread
    assert scan({"a": b"x\x9c", "b": b"]\0", "c": b"7z", "d": b"7z\xbc\xaf\x27"}).unread == []


def seven(files: dict[str, bytes], **options: object) -> bytes:
    py7zr = pytest.importorskip("py7zr")
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", **options) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return out.getvalue()


def test_7z() -> None:
    data = seven({**INSIDE, "deep.zip": zipped({"c.txt": text(OTHER, 1)})})
    scanner = scan({"opt/x.7z": data, "opt/after": b"x\n"})
    assert places(scanner.found) == [
        ("opt/x.7z", "deep.zip!c.txt", 2, OTHER),
        ("opt/x.7z", "etc/b.txt", 4, TOKEN),
    ]
    assert scanner.unread == []


def test_7z_encrypted_damaged_cut_off() -> None:
    data = seven(INSIDE)
    for given, message in (
        (seven(INSIDE, password="x"), "is encrypted"),
        (seven(INSIDE, password="x", header_encryption=True), "is encrypted"),
        (data[:-20], "is damaged"), (data[:40] + b"\xff" * 20 + data[60:], "is damaged"),
        (data[:32], "is damaged"),
    ):  # fmt: skip
        (unread,) = scan({"opt/x.7z": given}).unread
        assert unread.message.startswith(message)


def test_7z_without_py7zr(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = seven(INSIDE)
    monkeypatch.setitem(sys.modules, "py7zr", None)
    (unread,) = scan({"opt/x.7z": data}).unread
    assert unread.message == "is a 7z archive: `pip install 'dlinter[7z]'` to have it read"
    path = tmp_path / "i.tar"
    with path.open("wb") as out:
        write_tar(docker_blobs(Recipe(layers=({"opt/x.7z": data},))), out)
    assert main.main(["scan", "--no-cache", "--format", "json", str(path)]) == 2
    assert "dlinter[7z]" in capsys.readouterr().out


def test_base64_of_gzip() -> None:
    release = json.dumps(
        {
            "name": "app",
            "config": {"token": TOKEN},
            "data": {"t": base64.b64encode(f"key={OTHER}".encode()).decode()},
        }
    ).encode()
    once = base64.b64encode(gzip.compress(release))
    for data in (
        once,
        b'release: "' + base64.b64encode(once) + b'"\n',
        b"x: " + once + b"\n",
        base64.encodebytes(gzip.compress(release)),
    ):
        scanner = scan({"etc/a.yaml": b"a: b\n" + data})
        assert {f.candidate.secret.reveal() for f in scanner.found} == {TOKEN, OTHER}
        assert scanner.unread == []


@pytest.mark.parametrize("level", [6, 9])
def test_base64_of_zlib(level: int) -> None:
    run = base64.b64encode(zlib.compress(text(TOKEN) * 3, level))
    for data in (run, b"x: " + run + b"\n", b"d = zlib.decompress(b64decode('" + run + b"'))\n"):
        scanner = scan({"etc/a.txt": data})
        assert {f.candidate.secret.reveal() for f in scanner.found} == {TOKEN}
    assert not scan({"etc/a.txt": b"x: A" + run + b"\n"}).found, "inside of a run"


def test_base64_of_a_web_token() -> None:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    chance = random.Random("web token")
    token = ".".join(
        (part(b'{"alg":"HS256"}'), part(b'{"sub":"shop","iat":1}'), part(chance.randbytes(32)))
    )
    run = base64.b64encode(token.encode()).decode()
    assert {f.candidate.secret.reveal() for f in scan({"etc/a.txt": f"x: {run}\n".encode()}).found} == {token}


def test_base64_of_gzip_that_is_too_long() -> None:
    words = b" ".join(str(n * n).encode() for n in range(40_000))
    scanner = scan({"etc/a.txt": base64.b64encode(gzip.compress(text(TOKEN) + words)) + b"\n"})
    assert {f.candidate.secret.reveal() for f in scanner.found} == {TOKEN}
    assert [u.message for u in scanner.unread] == [
        "has base64 of gzip that is longer than 64 KB or damaged: its end was not searched"
    ]
    quiet = scan({"etc/a.txt": base64.b64encode(gzip.compress(random.Random(1).randbytes(300_000))) + b"\n"})
    assert quiet.unread == []  # no text


def test_two_secrets_of_one_run() -> None:
    run = base64.b64encode(f"a={TOKEN}\nb={OTHER}\n".encode())
    assert {f.candidate.secret.reveal() for f in scan({"a.txt": b"x: " + run + b"\n"}).found} == {
        TOKEN,
        OTHER,
    }


def test_deeper_than_the_limit() -> None:
    data = text(TOKEN)
    for _ in range(7):
        data = zipped({"a": data})
    (unread,) = scan({"opt/x.zip": data}).unread
    assert "archives deep" in unread.message


@pytest.mark.parametrize("size", [100, 500, 2_000, 20_000])
def test_tokens_with_many_claims(size: int) -> None:
    """A JSON web token with groups, permissions or a certificate in it."""
    chooser = random.Random(size)

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    claims = json.dumps(
        {
            "sub": "1",
            "groups": [
                "".join(chooser.choices("abcdefghijklmnop0123456789", k=20)) for _ in range(size // 22 + 1)
            ],
        }
    ).encode()
    token = (
        f"{part(json.dumps({'alg': 'RS256', 'typ': 'JWT'}).encode())}.{part(claims)}."
        f"{part(chooser.randbytes(256))}"
    )
    for text_ in (f"TOKEN={token}\n", json.dumps({"access_token": token, "x": 1}), token):
        assert token in {
            f.candidate.secret.reveal()
            for f in scan({"srv/a": text_.encode()}, with_engine=_all()).found
            if not f.candidate.sieved
        }


def _all() -> Engine:
    return Engine(detectors("generic"), use_cache=False)
