"""A layer is scanned once: what is remembered is the same, is believed only of the same bytes, and files that
packages shipped are told of as such."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from dlinter.finding import Report, Severity
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.rule import ImageSample
from dlinter.run.scan.images import scan
from dlinter.run.scan.layers import LayerFound, pack, unpack
from dlinter.secrets.folders import cache_folder
from dlinter.secrets.own_folder import OwnFolder
from dlinter.sources import layers
from dlinter.testing.images import sample_image

TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
RULES = load_rules()
SETTINGS = Settings(enabled=frozenset(r.id for r in RULES.rules if r.family == "secrets"))


def archive(folder: Path, *contents: Mapping[str, str | bytes | None], name: str = "x.tar") -> str:
    with (folder / name).open("wb") as out:
        sample_image(ImageSample(layers=contents), out)
    return str(folder / name)


def told(report: Report) -> list[tuple[object, ...]]:
    return [
        (
            r.rule.id,
            r.severity,
            r.message,
            r.location.image and (r.location.image.layer, r.location.image.path, r.location.image.line),
        )
        for r in report.results
    ]


@pytest.fixture
def image(tmp_path: Path) -> str:
    (cache_folder() / "layers.sqlite").unlink(missing_ok=True)
    return archive(tmp_path, {"srv/a.env": f"x\nTOKEN={TOKEN}\n", "srv/b": "b"}, {"srv/a.env": None})


def inflated(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the layers that are inflated from here on."""
    seen: list[int] = []
    original = layers.inflate

    def counted(*args: object, **more: object) -> object:
        seen.append(1)
        return original(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(layers, "inflate", counted)
    return seen


def test_a_second_scan_reads_no_layer_and_says_the_same(image: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = scan([image], SETTINGS)
    assert [r.rule.id for r in first.results] == ["secret-in-deleted-file"]
    seen = inflated(monkeypatch)
    second = scan([image], SETTINGS)
    assert told(second) == told(first) and [r.fingerprint for r in second.results] == [
        r.fingerprint for r in first.results
    ]
    assert not seen
    scan([image], Settings(enabled=SETTINGS.enabled, use_cache=False))
    assert len(seen) == 2


def test_values_are_shown_by_scanning_anew(image: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scan([image], SETTINGS)
    seen, raw = inflated(monkeypatch), dict[str, str]()
    scan([image], SETTINGS, secrets=raw)
    assert len(seen) == 2 and list(raw.values()) == [TOKEN]


def test_other_bytes_with_a_known_diff_id_are_not_believed(image: str, tmp_path: Path) -> None:
    """An archive that claims a clean layer's diffID for other content."""
    clean = archive(tmp_path, {"srv/a.env": "x\n"}, name="clean.tar")
    assert scan([clean], SETTINGS).results == []
    forged = tmp_path / "forged.tar"
    with tarfile.open(clean) as source, tarfile.open(forged, "w") as out:
        for member in source.getmembers():
            data = source.extractfile(member).read() if member.isfile() else b""  # type: ignore[union-attr]
            if b"srv/a.env" in data:
                inner = io.BytesIO()
                with tarfile.open(fileobj=inner, mode="w") as layer:
                    info = tarfile.TarInfo("srv/a.env")
                    info.size = len(TOKEN) + 7
                    layer.addfile(info, io.BytesIO(f"TOKEN={TOKEN}\n".encode()))
                data = inner.getvalue()
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
    report = scan([str(forged)], SETTINGS)
    assert [r.rule.id for r in report.results] == ["secret-in-layer"]
    assert any("digest" in p.message or "diffID" in p.message for p in report.problems)
    assert scan([str(forged)], SETTINGS).results, "a layer with a wrong digest is not remembered"


def test_a_damaged_cache_is_a_miss(image: str) -> None:
    first = scan([image], SETTINGS)
    (cache_folder() / "layers.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert told(scan([image], SETTINGS)) == told(first)
    assert told(scan([image], SETTINGS)) == told(first)


def test_packing_loses_nothing() -> None:
    layer = LayerFound(
        blob="sha256:x",
        digests={"a": {"md5": "0"}},
        databases={"var/lib/dpkg/status": b"\0\xff"},
        prints=True,
    )
    layer.members.add("é/\udcff".encode("utf-8", "surrogateescape"), 0, 1 << 40, 512, b"", 0o755)
    layer.members.add(b"link", 1, 0, 1024, b"a\xff", 0o777)
    layer.members.prints[0] = 1 << 63
    packed = pack(layer)
    again = unpack(packed)
    assert again is not None and pack(again) == packed
    assert (
        again.members.paths == layer.members.paths
        and list(again.members.sizes) == [1 << 40, 0]
        and again.members.links == {1: b"a\xff"}
    )
    assert again.databases == layer.databases and again.prints and again.blob == "sha256:x"
    assert all(unpack(packed[:end]) is None for end in range(0, len(packed), 7))


def sums(package: str, **files: str) -> dict[str, str | None]:
    text = "".join(
        f"{hashlib.md5(data.encode(), usedforsecurity=False).hexdigest()}  {path}\n"
        for path, data in files.items()
    )
    return {f"var/lib/dpkg/info/{package}.md5sums": text}


def test_a_file_as_its_package_shipped_it_is_a_note(image: str, tmp_path: Path) -> None:
    secret = f"TOKEN={TOKEN}\n"
    shipped = archive(
        tmp_path, {"usr/share/demo": secret, **sums("perl", **{"usr/share/demo": secret})}, name="shipped.tar"
    )
    for _ in range(2):  # the second time from the cache
        (result,) = scan([shipped], SETTINGS).results
        assert result.severity is Severity.NOTE and "shipped by perl" in result.message
    changed = archive(
        tmp_path,
        {"usr/share/demo": secret, **sums("perl", **{"usr/share/demo": "other"})},
        name="changed.tar",
    )
    (result,) = scan([changed], SETTINGS).results
    assert result.severity is Severity.ERROR and "shipped" not in result.message


def deb(path: str, content: bytes) -> bytes:
    """A Debian package with one file (deb(5))."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        info = tarfile.TarInfo(path)
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
    parts = {"debian-binary": b"2.0\n", "data.tar.gz": data.getvalue()}
    return b"!<arch>\n" + b"".join(
        f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(body):<10}`\n".encode()
        + body
        + b"\n" * (len(body) % 2)
        for name, body in parts.items()
    )


def test_the_archive_of_a_package_holds_what_it_shipped(image: str, tmp_path: Path) -> None:
    """apt's cache has the package that installed the file: the same value there is the package's, another one
    is not."""
    secret, other = f"TOKEN={TOKEN}\n", "TOKEN=" + "glpat-" + "Zq8LmXv4RzWp7Yb3NcK2" + "\n"
    installed = {"usr/lib/demo/keys": secret, **sums("perl", **{"usr/lib/demo/keys": secret})}
    there = archive(
        tmp_path,
        {**installed, "var/cache/apt/archives/demo_1_all.deb": deb("usr/lib/demo/keys", secret.encode())},
        name="deb.tar",
    )
    assert (
        sorted((r.severity, "shipped by perl" in r.message) for r in scan([there], SETTINGS).results)
        == [(Severity.NOTE, True)] * 2
    )
    changed = archive(
        tmp_path,
        {**installed, "var/cache/apt/archives/demo_1_all.deb": deb("usr/lib/demo/keys", other.encode())},
        name="deb2.tar",
    )
    assert sorted(r.severity for r in scan([changed], SETTINGS).results) == sorted(
        [Severity.NOTE, Severity.ERROR]
    )


def test_the_database_may_be_in_another_layer(image: str, tmp_path: Path) -> None:
    secret = f"TOKEN={TOKEN}\n"
    two = archive(
        tmp_path, {"usr/share/demo": secret}, sums("perl", **{"usr/share/demo": secret}), name="two.tar"
    )
    assert [r.severity for r in scan([two], SETTINGS).results] == [Severity.NOTE]


def test_a_python_package_by_its_record(image: str, tmp_path: Path) -> None:
    import base64

    secret = f"TOKEN = '{TOKEN}'\n"
    digest = base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()).rstrip(b"=").decode()
    site = "usr/lib/python3/site-packages"
    record = f"demo/keys.py,sha256={digest},{len(secret)}\n"
    there = archive(
        tmp_path,
        {f"{site}/demo/keys.py": secret, f"{site}/requests-1.dist-info/RECORD": record},
        name="py.tar",
    )
    (result,) = scan([there], SETTINGS).results
    assert result.severity is Severity.NOTE and "shipped by requests" in result.message


def test_layers_at_once_are_told_in_order(image: str, tmp_path: Path) -> None:
    many = archive(tmp_path, *({f"f{n}": f"TOKEN={TOKEN}\n{n}\n"} for n in range(12)), name="many.tar")
    reports = [scan([many], Settings(enabled=SETTINGS.enabled, use_cache=False)) for _ in range(3)]
    assert [r.location.image.layer for r in reports[0].results if r.location.image] == list(range(12))
    assert told(reports[0]) == told(reports[1]) == told(reports[2])
    assert json.dumps([r.fingerprint for r in reports[0].results]) == json.dumps(
        [r.fingerprint for r in reports[2].results]
    )


def test_a_secret_in_a_package_database_is_not_remembered(image: str, tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    import zstandard

    path = "var/lib/dpkg/info/demo.md5sums"
    odd = archive(tmp_path, {path: f"# TOKEN={TOKEN}\n"}, name="odd.tar")
    first, second = scan([odd], SETTINGS), scan([odd], SETTINGS)
    assert told(first) == told(second) and len(first.results) == 1
    scan([image], SETTINGS)  # another layer is remembered
    with closing(sqlite3.connect(cache_folder() / "layers.sqlite")) as database:
        rows = database.execute("SELECT diff_id, rules, sealed FROM layers").fetchall()
    assert rows
    for diff_id, rules, sealed in rows:
        data = OwnFolder().unseal(f"{rules} {diff_id}".encode(), sealed)
        assert data is not None and b'"found"' in data and TOKEN.encode() not in data
        assert TOKEN.encode() not in zstandard.ZstdDecompressor().decompress(
            data[data.index(zstandard.MAGIC_NUMBER.to_bytes(4, "little")) :]
        )


def test_a_path_that_holds_a_secret_is_not_in_the_cache(tmp_path: Path) -> None:
    (cache_folder() / "layers.sqlite").unlink(missing_ok=True)
    odd = archive(
        tmp_path,
        {f"srv/{TOKEN}/b.env": f"TOKEN={TOKEN}\n", f"srv/{TOKEN}.zip": b"PK\3\4damaged"},
        name="odd.tar",
    )
    assert told(scan([odd], SETTINGS)) == told(scan([odd], SETTINGS))
    for file in cache_folder().iterdir():
        data = file.read_bytes()
        assert TOKEN.encode() not in data and TOKEN[4:14].encode() not in data, file.name


def test_another_users_cache_is_a_note_and_hides_nothing(image: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = scan([image], SETTINGS)
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    report = scan([image], SETTINGS)
    assert told(report) == told(first) != [] and not report.problems
    assert [n for n in report.notes if "belongs to another user" in n]
    assert not scan([image], Settings(enabled=SETTINGS.enabled, use_cache=False)).notes
