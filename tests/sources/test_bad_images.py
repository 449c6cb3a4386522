"""Bad input of `dlint scan`: one clear line each, everything else still reported, never an exception."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.scan.images import scan
from dlinter.testing.images import (
    Link,
    Node,
    Recipe,
    digest,
    docker_blobs,
    oci_blobs,
    write_folder,
    write_tar,
)

SECRET = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
RULES = load_rules(["dlinter_rules"])
SETTINGS = Settings(enabled=frozenset(RULES.by_id))
LEAK = {"srv/.env": f"TOKEN={SECRET}\n"}


def scanned(path: Path) -> tuple[list[str], list[str]]:
    """Messages of the problems, and places of the findings."""
    report = scan([str(path)], SETTINGS, None, None, RULES)
    assert all(p.path == str(path) for p in report.problems), report.problems
    assert all("\n" not in p.message for p in report.problems)
    places = [r.location.image.path for r in report.active if r.location.image and r.rule.family == "secrets"]
    return [p.message for p in report.problems], places


def archive(tmp_path: Path, files: Mapping[str, bytes], name: str = "image.tar") -> Path:
    path = tmp_path / name
    with path.open("wb") as out:
        write_tar(files, out)
    return path


def only(messages: list[str], *words: str) -> None:
    assert len(messages) == 1, messages
    for word in words:
        assert word in messages[0], messages


def test_cut_off_in_the_middle(tmp_path: Path) -> None:
    rng = random.Random(1)
    recipe = Recipe(layers=(LEAK, {"big": rng.randbytes(300_000)}))
    whole = archive(tmp_path, docker_blobs(recipe))
    data = whole.read_bytes()
    # manifest.json stands last in ours: put it first, so that the cut takes the end of a layer.
    files = docker_blobs(recipe)
    ordered = {
        "manifest.json": files.pop("manifest.json"),
        **dict(sorted(files.items(), key=lambda f: len(f[1]))),
    }
    path = archive(tmp_path, ordered, "cut.tar")
    path.write_bytes(path.read_bytes()[: len(data) - 200_000])
    messages, places = scanned(path)
    assert any("cut off" in m for m in messages), messages
    assert places == ["srv/.env"]


def test_wrong_digest_and_diff_id(tmp_path: Path) -> None:
    files = oci_blobs([Recipe(layers=(LEAK,), compression="gzip")])
    manifest = json.loads(files[_manifest(files)])
    name = "blobs/sha256/" + manifest["layers"][0]["digest"][7:]
    tar = gzip.decompress(files[name]).replace(b"srv/.env", b"opt/.env")
    files[name] = gzip.compress(_checksummed(tar))
    messages, places = scanned(archive(tmp_path, files))
    assert any("wrong digest" in m and "layer 0" in m for m in messages), messages
    assert any("wrong diffID" in m for m in messages), messages
    assert places == ["opt/.env"]


def _manifest(files: Mapping[str, bytes]) -> str:
    index = json.loads(files["index.json"])
    return "blobs/sha256/" + str(index["manifests"][0]["digest"])[7:]


def _checksummed(tar: bytes) -> bytes:
    """The tar's first header with a checksum that fits."""
    header = bytearray(tar[:512])
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + tar[512:]


def test_missing_blob(tmp_path: Path) -> None:
    files = oci_blobs([Recipe(layers=(LEAK, {"a": "b"}))])
    manifest = json.loads(files[_manifest(files)])
    del files["blobs/sha256/" + manifest["layers"][1]["digest"][7:]]
    messages, places = scanned(archive(tmp_path, files))
    only(messages, "layer 1", "missing")
    assert places == ["srv/.env"]


def test_missing_config_and_manifest(tmp_path: Path) -> None:
    files = docker_blobs(Recipe(layers=(LEAK,)))
    name = json.loads(files["manifest.json"])[0]["Config"]
    del files[name]
    messages, places = scanned(archive(tmp_path, files))
    only(messages, "config is missing")
    assert places == ["srv/.env"]
    files = oci_blobs([Recipe(layers=(LEAK,))])
    del files[_manifest(files)]
    only(scanned(archive(tmp_path, files, "b.tar"))[0], "manifest is missing")


def test_hostile_names_links_and_devices(tmp_path: Path) -> None:
    layer = {
        "../../etc/.env": f"TOKEN={SECRET}\n", "/abs/.env": f"TOKEN={SECRET}\n", "dev/null0": Node(),
        "fifo": Node(tarfile.FIFOTYPE),
        "hard": Link("../../etc/.env", hard=True), "soft": Link("/etc/shadow"),
        "new\nline/.env": f"TOKEN={SECRET}\n",
        "x" * 4096 + "/.env": f"TOKEN={SECRET}\n", "n\udcff/.env": f"TOKEN={SECRET}\n",
    }  # fmt: skip
    before = sorted(tmp_path.parent.iterdir())
    messages, places = scanned(archive(tmp_path, docker_blobs(Recipe(layers=(layer,)))))
    assert not messages
    assert len(places) == 5 and "../../etc/.env" in places and "abs/.env" in places
    assert sorted(tmp_path.parent.iterdir()) == before, "nothing is written"


def test_bomb(tmp_path: Path) -> None:
    files = oci_blobs([Recipe(layers=(LEAK, {"a": "b"}))])
    bomb = gzip.compress(gzip.compress(bytes(1)) * 0 + bytes(400 << 20), 9)
    _replace_layer(files, 1, bomb, "application/vnd.oci.image.layer.v1.tar+gzip")
    messages, places = scanned(archive(tmp_path, files))
    assert any("layer 1" in m and "-fold" in m for m in messages), messages
    assert places == ["srv/.env"]


def _replace_layer(files: dict[str, bytes], index: int, data: bytes, media: str) -> None:
    name = _manifest(files)
    manifest = json.loads(files.pop(name))
    files[f"blobs/sha256/{digest(data)[7:]}"] = data
    manifest["layers"][index] = {"mediaType": media, "digest": digest(data), "size": len(data)}
    raw = json.dumps(manifest).encode()
    files[f"blobs/sha256/{digest(raw)[7:]}"] = raw
    whole = json.loads(files["index.json"])
    whole["manifests"][0]["digest"], whole["manifests"][0]["size"] = digest(raw), len(raw)
    files["index.json"] = json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ("application/vnd.example.layer.v1", ("layer 1", "unknown media type")),
        ("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", ("layer 1", "encrypted")),
    ],
)
def test_media_types(tmp_path: Path, media: str, words: tuple[str, ...]) -> None:
    files = oci_blobs([Recipe(layers=(LEAK, {"a": "b"}))])
    _replace_layer(files, 1, os.urandom(2000), media)
    messages, places = scanned(archive(tmp_path, files))
    only(messages, *words)
    assert places == ["srv/.env"]


def test_damaged_layers(tmp_path: Path) -> None:
    for number, (data, words) in enumerate((
        (gzip.compress(b"no tar at all" * 100), ("layer 1", "not a tar")),
        (gzip.compress(random.Random(3).randbytes(100_000))[:5000], ("layer 1", "cut off")),
        (b"\x28\xb5\x2f\xfd" + b"garbage" * 50, ("layer 1", "zstd")),
    )):  # fmt: skip
        files = oci_blobs([Recipe(layers=(LEAK, {"a": "b"}))])
        _replace_layer(
            files, 1, data, f"application/vnd.oci.image.layer.v1.tar+{'zstd' if data[:1] == b'(' else 'gzip'}"
        )
        messages, places = scanned(archive(tmp_path, files, f"{number}.tar"))
        assert any(all(w in m for w in words) for m in messages), (words, messages)
        assert places == ["srv/.env"]


def test_no_image_at_all(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    only(scanned(tmp_path / "empty")[0], "empty")
    (tmp_path / "noise").write_bytes(random.Random(2).randbytes(10_000))
    only(scanned(tmp_path / "noise")[0], "not an image")
    (tmp_path / "folder").mkdir()
    only(scanned(tmp_path / "folder")[0], "no image")
    only(scanned(tmp_path / "nowhere")[0], "no such file")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("a"))
    (tmp_path / "other.tar").write_bytes(out.getvalue())
    only(scanned(tmp_path / "other.tar")[0], "not an image")
    for name, data in (
        ("manifest.json", b"{"),
        ("manifest.json", b"[]"),
        ("manifest.json", b"[1]"),
        ("index.json", b"[]"),
    ):
        path = archive(tmp_path, {name: data}, "bad.tar")
        messages, _ = scanned(path)
        assert messages, (name, data)


def test_formats_and_compressions(tmp_path: Path) -> None:
    layers = (LEAK, {"root/.env": f"TOKEN={SECRET}\n"}, {"root/.env": None})
    for compression in ("none", "gzip", "zstd"):
        recipe = Recipe(layers=layers, compression=compression)
        oci = oci_blobs([recipe])
        folder = tmp_path / f"layout-{compression}"
        write_folder(oci, folder)
        paths = [
            archive(tmp_path, docker_blobs(recipe), f"d-{compression}.bin"),
            archive(tmp_path, oci, f"o-{compression}"),
            folder,
        ]
        squeezed = tmp_path / f"outer-{compression}.gz"
        squeezed.write_bytes(gzip.compress(paths[0].read_bytes()))
        for path in (*paths, squeezed):
            messages, places = scanned(path)
            assert (messages, sorted(places)) == ([], ["root/.env", "srv/.env"]), path


def test_platforms_and_equal_layers(tmp_path: Path) -> None:
    recipes = [Recipe(layers=(LEAK,), architecture=a, env=(f"A={a}",)) for a in ("amd64", "arm64")]
    path = archive(tmp_path, oci_blobs(recipes))
    report = scan([str(path)], SETTINGS, None, None, RULES)
    assert {r.location.image.platform for r in report.active if r.location.image} == {
        "linux/amd64",
        "linux/arm64",
    }
    one = scan(
        [str(path)], Settings(enabled=frozenset(RULES.by_id), platform="linux/arm64"), None, None, RULES
    )
    assert {r.location.image.platform for r in one.active if r.location.image} == {"linux/arm64"}
    none = scan(
        [str(path)], Settings(enabled=frozenset(RULES.by_id), platform="linux/s390x"), None, None, RULES
    )
    assert "linux/amd64" in none.problems[0].message


def test_a_damaged_zip_in_a_layer(tmp_path: Path) -> None:
    """Bytes that are no deflate: isal's error is none of zlib's."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", "some words\n" * 500)
    data = bytearray(out.getvalue())
    data[35:60] = b"\xff" * 25
    path = archive(tmp_path, docker_blobs(Recipe(layers=({"opt/app.jar": bytes(data), **LEAK},))))
    assert scanned(path) == ([], ["srv/.env"])
    only(
        [p.message for p in scan([str(path)], SETTINGS, None, None, RULES).unread],
        "layer 0 opt/app.jar: is damaged",
    )


@pytest.mark.parametrize("key", ["Layers", "RepoTags"])
def test_manifests_of_the_wrong_kind(tmp_path: Path, key: str) -> None:
    files = docker_blobs(Recipe(layers=(LEAK,)))
    manifest = json.loads(files["manifest.json"])
    manifest[0][key] = 1.5
    files["manifest.json"] = json.dumps(manifest).encode()
    messages, places = scanned(archive(tmp_path, files))
    assert places == ["srv/.env"] and any(f"`{key}` of `manifest.json` is not a list" in m for m in messages)
