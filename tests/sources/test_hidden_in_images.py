"""Images that are made to be read in two ways: whatever a builder or a runtime may take for an image is
searched, or is a problem."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.scan.images import scan
from dlinter.testing.images import Recipe, digest, docker_blobs, layer_tar, oci_blobs, write_folder, write_tar

SECRET = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
RULES = load_rules(["dlinter_rules"])
SETTINGS = Settings(enabled=frozenset(RULES.by_id))
LEAK = {"srv/.env": f"TOKEN={SECRET}\n"}
CLEAN = {"etc/motd": "hello\n"}
LAYER = "application/vnd.oci.image.layer.v1.tar"
Files = dict[str, bytes]


def scanned(path: Path) -> tuple[list[str], list[str]]:
    """Messages of the problems, and where secrets were found: the path of a file, or how the config calls
    it."""
    report = scan([str(path)], SETTINGS, None, None, RULES)
    assert not [p for p in report.problems if p.rule]
    assert all("\n" not in p.message for p in report.problems)
    places = [
        r.location.image.path or str(r.location.image.exposure)
        for r in report.active
        if r.location.image and r.rule.family == "secrets"
    ]
    return [p.message for p in (*report.problems, *report.unread)], places


def archive(folder: Path, files: Mapping[str, bytes], name: str = "image.tar") -> Path:
    path = folder / name
    with path.open("wb") as out:
        write_tar(files, out)
    return path


def manifest_name(files: Mapping[str, bytes]) -> str:
    return "blobs/sha256/" + str(json.loads(files["index.json"])["manifests"][0]["digest"])[7:]


def put(
    files: Files, value: object, media: str = "application/vnd.oci.image.manifest.v1+json"
) -> dict[str, Any]:
    """Adds a JSON blob; its descriptor."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    files[f"blobs/sha256/{digest(data)[7:]}"] = data
    return {"mediaType": media, "digest": digest(data), "size": len(data)}


def image(files: Files, layer: Mapping[str, str]) -> dict[str, Any]:
    """The manifest of an image of one layer whose blobs are put into the files."""
    tar = layer_tar(dict(layer))
    config = {
        "os": "linux",
        "architecture": "arm64",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [digest(tar)]},
        "history": [],
    }
    return {
        "schemaVersion": 2,
        "config": put(files, config, "application/vnd.oci.image.config.v1+json"),
        "layers": [put(files, tar, LAYER)],
    }


def beside(more: Callable[[Files], list[dict[str, Any]]]) -> Files:
    """A clean image, and what else the index names."""
    files = oci_blobs([Recipe(layers=(CLEAN,))])
    index = json.loads(files["index.json"])
    index["manifests"] += more(files)
    files["index.json"] = json.dumps(index).encode()
    return files


def _marked(files: Files) -> list[dict[str, Any]]:
    annotations = {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": "sha256:" + "0" * 64,
    }
    return [{**put(files, image(files, LEAK)), "annotations": annotations}]


def _marked_layers(files: Files) -> list[dict[str, Any]]:
    manifest = image(files, LEAK)
    manifest["layers"][0]["mediaType"] = "application/vnd.in-toto+json"
    return [{**put(files, manifest), "annotations": {"vnd.docker.reference.type": "attestation-manifest"}}]


def _empty_index_too(files: Files) -> list[dict[str, Any]]:
    return [put(files, {**image(files, LEAK), "manifests": []})]


def _index_by_type(files: Files) -> list[dict[str, Any]]:
    return [put(files, {**image(files, LEAK), "mediaType": "application/vnd.oci.image.index.v1+json"})]


def _deep(files: Files) -> list[dict[str, Any]]:
    at = put(files, image(files, LEAK))
    for _ in range(30):
        at = put(files, {"schemaVersion": 2, "manifests": [at]}, "application/vnd.oci.image.index.v1+json")
    return [at]


def _other_case(files: Files) -> list[dict[str, Any]]:
    manifest = image(files, LEAK)
    return [put(files, {"schemaVersion": 2, "CONFIG": manifest["config"], "Layer\u017f": manifest["layers"]})]


def _twice(files: Files) -> list[dict[str, Any]]:
    leak, clean = image(files, LEAK), image(files, CLEAN)
    text = json.dumps(clean)[:-1] + ', "Layers": ' + json.dumps(leak["layers"]) + "}"
    return [put(files, text.encode())]


HIDDEN: dict[str, Callable[[Files], list[dict[str, Any]]]] = {
    "marked as attestation": _marked, "layers marked as statements": _marked_layers,
    "an empty index too": _empty_index_too, "index by type": _index_by_type,
    "30 indexes deep": _deep, "keys in other cases": _other_case, "a key in two cases": _twice,
}  # fmt: skip


@pytest.mark.parametrize("kind", HIDDEN, ids=lambda kind: kind.replace(" ", "-"))
@pytest.mark.parametrize("folder", [False, True], ids=["archive", "folder"])
def test_an_image_beside_a_clean_one(tmp_path: Path, kind: str, folder: bool) -> None:
    files = beside(HIDDEN[kind])
    if folder:
        write_folder(files, tmp_path / "layout")
    messages, places = scanned(tmp_path / "layout" if folder else archive(tmp_path, files))
    assert "srv/.env" in places or messages, (messages, places)
    if kind != "layers marked as statements":
        assert "srv/.env" in places


@pytest.mark.parametrize("leak_in", ["index.json", "manifest.json"])
@pytest.mark.parametrize("first", ["index.json", "manifest.json"])
def test_two_lists_of_images_that_differ(tmp_path: Path, leak_in: str, first: str) -> None:
    layers = (LEAK, CLEAN) if leak_in == "index.json" else (CLEAN, LEAK)
    files = {**oci_blobs([Recipe(layers=(layers[0],))]), **docker_blobs(Recipe(layers=(layers[1],)))}
    ordered = {first: files.pop(first), **files}
    assert scanned(archive(tmp_path, ordered)) == ([], ["srv/.env"])


def test_one_image_in_both_lists_counts_once(tmp_path: Path) -> None:
    """Docker 25 and later writes both."""
    files = oci_blobs([Recipe(layers=(LEAK,))])
    manifest = json.loads(files[manifest_name(files)])
    path = "blobs/sha256/{}".format
    entry = {
        "Config": path(manifest["config"]["digest"][7:]),
        "RepoTags": ["a:1"],
        "Layers": [path(d["digest"][7:]) for d in manifest["layers"]],
    }
    files["manifest.json"] = json.dumps([entry]).encode()
    assert scanned(archive(tmp_path, files)) == ([], ["srv/.env"])


def docker_with(
    change: Callable[[Any], None] = lambda entry: None,
    config: Callable[[Any], None] = lambda config: None,
    leak: bool = False,
) -> Files:
    files = docker_blobs(Recipe(layers=(LEAK if leak else CLEAN,), env=("A=b",)))
    entry = json.loads(files["manifest.json"])[0]
    raw = json.loads(files.pop(entry["Config"]))
    config(raw)
    files[entry["Config"]] = json.dumps(raw).encode()
    change(entry)
    files["manifest.json"] = json.dumps([entry]).encode()
    return files


def _set(key: str, value: Any) -> Callable[[Any], None]:
    def change(raw: Any) -> None:
        for part in key.split(".")[:-1]:
            raw = raw[part]
        raw[key.split(".")[-1]] = value

    return change


def _renamed(old: str, new: str) -> Callable[[Any], None]:
    def change(raw: Any) -> None:
        raw[new] = raw.pop(old)

    return change


LAYERS: dict[str, Callable[[Any], None]] = {
    "null": _set("Layers", None), "a dict": _set("Layers", {"0": "x"}), "a string": _set("Layers", "x"),
    "numbers": _set("Layers", [1]), "none": _set("Layers", []),
    "lower case": _renamed("Layers", "layers"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.replace(" ", "-"))
def test_layers_of_another_kind(tmp_path: Path, kind: str) -> None:
    messages, places = scanned(archive(tmp_path, docker_with(LAYERS[kind], leak=True)))
    assert places == ["srv/.env"], "a layer that nobody names is searched"
    assert messages if kind not in ("lower case", "none") else True


TOKEN = f"TOKEN={SECRET}"
CONFIGS: dict[str, Callable[[Any], None]] = {
    "Env a dict": _set("config.Env", {"TOKEN": SECRET}),
    "Env in another case": _set("config", {"env": [TOKEN]}), "Env a string": _set("config.Env", TOKEN),
    "config in another case": _renamed("config", "Config"), "Env of lists": _set("config.Env", [[TOKEN]]),
    "history a dict": _set("history", {"0": {"created_by": TOKEN}}),
    "history of strings": _set("history", [TOKEN]),
    "history in another case": _set("history", [{"Created_By": TOKEN}]),
    "an author": _set("history", [{"author": TOKEN}]),
    "another field": _set("container_config", {"Env": [TOKEN]}),
    "Labels a list": _set("config.Labels", [TOKEN]),
    "a field of ours in depth": _set("x", [[{"y": [{"z": TOKEN}]}]]),
}  # fmt: skip


@pytest.mark.parametrize("kind", CONFIGS, ids=lambda kind: kind.replace(" ", "-"))
def test_configs_of_another_kind(tmp_path: Path, kind: str) -> None:
    change = CONFIGS[kind]

    def whole(raw: Any) -> None:
        if kind == "config in another case":
            raw["config"]["Env"] = [TOKEN]
        change(raw)

    messages, places = scanned(archive(tmp_path, docker_with(config=whole)))
    assert places, messages


def test_what_the_builder_repeats_counts_once(tmp_path: Path) -> None:
    def both(raw: Any) -> None:
        raw["config"]["Env"] = raw["container_config"] = [TOKEN]

    assert scanned(archive(tmp_path, docker_with(config=both)))[1] == ["TOKEN"]


def test_a_config_with_a_key_twice(tmp_path: Path) -> None:
    files = docker_with()
    name = json.loads(files["manifest.json"])[0]["Config"]
    files[name] = files[name][:-1] + b', "history": [{"created_by": "x"}]}'
    messages, _ = scanned(archive(tmp_path, files))
    assert any("twice" in m for m in messages)


def test_a_second_archive_behind_the_first(tmp_path: Path) -> None:
    for number, (first, second) in enumerate(((CLEAN, LEAK), (LEAK, CLEAN))):
        path = archive(tmp_path, docker_blobs(Recipe(layers=(first,))), f"{number}.tar")
        other = archive(tmp_path, docker_blobs(Recipe(layers=(second,))), "other.tar")
        path.write_bytes(path.read_bytes() + other.read_bytes())
        messages, places = scanned(path)
        assert places == ["srv/.env"], (number, messages)
        squeezed = tmp_path / "squeezed"
        squeezed.write_bytes(
            gzip.compress(path.read_bytes()[: -other.stat().st_size]) + gzip.compress(other.read_bytes())
        )
        assert scanned(squeezed)[1] == ["srv/.env"], number


def test_bytes_behind_an_archive(tmp_path: Path) -> None:
    path = archive(tmp_path, docker_blobs(Recipe(layers=(CLEAN,))))
    path.write_bytes(path.read_bytes() + f"TOKEN={SECRET}\n".encode())
    messages, _ = scanned(path)
    assert any("after its end" in m for m in messages)


def test_one_name_twice(tmp_path: Path) -> None:
    """Go's reader takes the last one, others the first."""
    files = docker_blobs(Recipe(layers=(CLEAN,)))
    layer = json.loads(files["manifest.json"])[0]["Layers"][0]
    for number in range(2):
        path = tmp_path / f"{number}.tar"
        with tarfile.open(path, "w") as tar:
            several = [(layer, layer_tar(dict(LEAK))), *files.items()]
            for name, data in several if number else several[::-1]:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        messages, places = scanned(path)
        assert places == ["srv/.env"], (number, messages)


def behind_a_layer(more: bytes) -> Files:
    tar = layer_tar(dict(CLEAN)) + more
    files: Files = {}
    manifest = image(files, CLEAN)
    config = {"config": {}, "rootfs": {"type": "layers", "diff_ids": [digest(tar)]}}
    manifest = {**manifest, "config": put(files, config), "layers": [put(files, tar, LAYER)]}
    files["index.json"] = json.dumps({"manifests": [put(files, manifest)]}).encode()
    return files


def test_a_second_tar_behind_a_layer(tmp_path: Path) -> None:
    assert scanned(archive(tmp_path, behind_a_layer(layer_tar(dict(LEAK))))) == ([], ["srv/.env"])
    messages, _ = scanned(archive(tmp_path, behind_a_layer(f"TOKEN={SECRET}\n".encode())))
    assert any("after its end" in m for m in messages)


def test_layers_and_texts_that_no_image_names(tmp_path: Path) -> None:
    files = docker_blobs(Recipe(layers=(CLEAN,)))
    files["deadbeef/layer.tar"] = gzip.compress(layer_tar(dict(LEAK)))
    files["deadbeef/json"] = json.dumps({"config": {"Env": [TOKEN]}}).encode()
    files["notes.bin"] = os.urandom(2 << 20)
    messages, places = scanned(archive(tmp_path, files))
    assert len(places) == 2 and "srv/.env" in places
    assert messages == ["`notes.bin` belongs to no image and was not searched"]


def header(kind: bytes, size: int, name: str = "a", target: str = "b") -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, target if kind in b"12" else ""
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize(
    "kind",
    [b"0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"9", b"A", b"V", b"N", b"D", b"M", b"\x01"],
    ids=lambda k: k.hex(),
)
@pytest.mark.parametrize("text", [True, False], ids=["content", "header"])
def test_members_of_every_kind(tmp_path: Path, kind: bytes, text: bool) -> None:
    """What follows a link with a size is its content for some readers, and the next header for others."""
    content = f"TOKEN={SECRET}\n".encode()
    body = content.ljust(512, b"\0") if text else layer_tar(dict(LEAK))[:1024]
    tar = header(kind, len(content) if text else 1024) + body + header(b"0", 0, "last") + bytes(1024)
    files: Files = {}
    config = {"config": {}, "rootfs": {"type": "layers", "diff_ids": [digest(tar)]}}
    manifest = {"config": put(files, config), "layers": [put(files, tar, LAYER)]}
    files["index.json"] = json.dumps({"manifests": [put(files, manifest)]}).encode()
    messages, places = scanned(archive(tmp_path, files))
    assert messages == [] and len(places) == 1, (messages, places)
    if not text and kind in b"123456":
        assert places == ["srv/.env"]


def with_size(tar: bytes, field: bytes) -> bytes:
    """The first header with another size."""
    head = bytearray(tar[:512])
    head[124:136] = field
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + tar[512:]


NEGATIVE = {
    "octal": b"-0000001000\0",
    "spaced": b"  -1000    \0",
    "base 256": b"\xff" * 10 + b"\xfe\0",
    "base 256, short": b"\xc0" + bytes(11),
}


@pytest.mark.parametrize("size", NEGATIVE, ids=lambda s: s.replace(" ", "-"))
@pytest.mark.parametrize("kind", [b"0", b"1", b"3", b"x", b"g", b"L", b"K"], ids=lambda k: k.decode())
@pytest.mark.parametrize("place", ["layer", "nested", "archive"])
def test_negative_sizes(tmp_path: Path, size: str, kind: bytes, place: str) -> None:
    bad = with_size(header(kind, 0, "bad"), NEGATIVE[size]) + layer_tar(dict(CLEAN))
    if place == "archive":
        path = archive(tmp_path, docker_blobs(Recipe(layers=(LEAK,))))
        path.write_bytes(
            path.read_bytes()
            .rstrip(b"\0")
            .ljust(len(path.read_bytes()) // 512 * 512 - 9 * 512, b"\0")[: -len(bad)]
            + bad
        )
    elif place == "nested":
        path = archive(
            tmp_path,
            docker_blobs(Recipe(layers=({"opt/a.tar": layer_tar({"x": "y"})[:1024] + bad, **LEAK},))),
        )
    else:
        files = oci_blobs([Recipe(layers=(LEAK,))])
        index, manifest = json.loads(files["index.json"]), json.loads(files[manifest_name(files)])
        manifest["layers"].append(put(files, bad, LAYER))
        index["manifests"].append(put(files, manifest))
        files["index.json"] = json.dumps(index).encode()
        path = archive(tmp_path, files)
    start = time.process_time()
    messages, places = scanned(path)
    assert time.process_time() - start < 5
    assert messages and (places or place == "archive"), (messages, places)


def test_an_index_that_names_itself(tmp_path: Path) -> None:
    """Its digest cannot be right; what counts is that it ends."""
    name = "sha256:" + "a" * 64
    own = {"manifests": [{"digest": name}] * 60}
    files = beside(lambda files: [{"digest": name}])
    files["blobs/sha256/" + "a" * 64] = json.dumps(own).encode()
    start = time.process_time()
    messages, _ = scanned(archive(tmp_path, files))
    assert time.process_time() - start < 5 and any("wrong digest" in m for m in messages)


def test_indexes_that_fan_out(tmp_path: Path) -> None:
    def fan(files: Files) -> list[dict[str, Any]]:
        at = [put(files, image(files, LEAK))]
        for level in range(8):
            at = [
                put(
                    files,
                    {"manifests": at, "annotations": {"n": f"{level} {n}"}},
                    "application/vnd.oci.image.index.v1+json",
                )
                for n in range(40)
            ]
        return at

    start = time.process_time()
    assert scanned(archive(tmp_path, beside(fan))) == ([], ["srv/.env"])
    assert time.process_time() - start < 10


def test_a_digest_that_is_none(tmp_path: Path) -> None:
    files = beside(
        lambda files: [{"digest": "sha256:\0"}, {"digest": "../../x"}, {"digest": "a" * 300 + ":b"}]
    )
    for folder in (False, True):
        if folder:
            write_folder(files, tmp_path / "layout")
        messages, _ = scanned(tmp_path / "layout" if folder else archive(tmp_path, files))
        assert messages and all("missing" in m for m in messages)


@pytest.mark.parametrize("what", ["fifo", "device", "out", "loop"])
def test_a_blob_of_a_layout_that_is_no_file(tmp_path: Path, what: str) -> None:
    files = oci_blobs([Recipe(layers=(LEAK, CLEAN))])
    layer = "blobs/sha256/" + json.loads(files[manifest_name(files)])["layers"][1]["digest"][7:]
    del files[layer]
    write_folder(files, tmp_path / "layout")
    path = tmp_path / "layout" / layer
    (tmp_path / "outside").write_bytes(layer_tar(dict(CLEAN)))
    if what == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to({"device": "/dev/zero", "out": str(tmp_path / "outside"), "loop": path.name}[what])
    messages, places = scanned(tmp_path / "layout")
    assert places == ["srv/.env"] and any("layer 1" in m for m in messages), messages


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress, gzip.compress], ids=["bzip2", "xz", "gzip"])
def test_compressions_of_archive_and_layer(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """docker load takes all of them (moby, pkg/archive)."""
    plain = archive(tmp_path, docker_blobs(Recipe(layers=(LEAK,))))
    packed = tmp_path / "packed"
    packed.write_bytes(pack(plain.read_bytes()))
    assert scanned(packed) == ([], ["srv/.env"])
    files = docker_blobs(Recipe(layers=(LEAK,)))
    name = json.loads(files["manifest.json"])[0]["Layers"][0]
    files[name] = pack(files[name])
    assert scanned(archive(tmp_path, files)) == ([], ["srv/.env"])


def test_two_thousand_configs_in_a_compressed_archive(tmp_path: Path) -> None:
    files: Files = {}
    entries = []
    layer = layer_tar({"big": os.urandom(3 << 20), **LEAK})
    for number in range(2000):
        files[f"{number}.json"] = json.dumps(
            {"config": {"Env": [f"N={number}"]}, "rootfs": {"diff_ids": [digest(layer)]}}
        ).encode()
        entries.append({"Config": f"{number}.json", "Layers": ["layer.tar"]})
    files["layer.tar"] = layer
    files["manifest.json"] = json.dumps(entries).encode()
    path = archive(tmp_path, files)
    (tmp_path / "packed").write_bytes(gzip.compress(path.read_bytes(), 1))
    start = time.process_time()
    messages, places = scanned(tmp_path / "packed")
    assert time.process_time() - start < 30 and messages == [] and set(places) == {"srv/.env"}
