"""Writes small images, for tests, examples and the samples of rules: docker archive, OCI archive, OCI layout
folder."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct, field

from dlinter.rule import ImageSample

_MEDIA = "application/vnd.oci.image"
_SUFFIX = {"none": "", "gzip": "+gzip", "zstd": "+zstd"}


class Link(Struct, frozen=True):
    """A symbolic or hard link."""

    target: str
    hard: bool = False


class Node(Struct, frozen=True):
    """A device or fifo, by its tar type."""

    type: bytes = tarfile.CHRTYPE


Content = str | bytes | Link | Node | None


class Recipe(Struct, frozen=True):
    """One image. `layers` map a path to its content, None for a whiteout. `created_by` has one command a
    layer."""

    layers: Sequence[Mapping[str, Content]] = ()
    created_by: Sequence[str] = ()
    empty_history: Sequence[str] = ()
    env: Sequence[str] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    cmd: Sequence[str] = ()
    entrypoint: Sequence[str] = ()
    healthcheck: Sequence[str] = ()
    onbuild: Sequence[str] = ()
    user: str = ""
    workdir: str = ""
    architecture: str = "amd64"
    compression: str = "none"
    tag: str = "example:latest"


def layer_tar(files: Mapping[str, Content]) -> bytes:
    """One layer, uncompressed. The same for the same files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, content in files.items():
            folder, _, name = path.rpartition("/")
            if content is None:
                info = tarfile.TarInfo(
                    path if name.startswith(".wh.") else f"{folder}/.wh.{name}".lstrip("/")
                )
                tar.addfile(info)
                continue
            info = tarfile.TarInfo(path)
            info.mode = 0o644
            if isinstance(content, Link):
                info.type = tarfile.LNKTYPE if content.hard else tarfile.SYMTYPE
                info.linkname = content.target
                tar.addfile(info)
            elif isinstance(content, Node):
                info.type = content.type
                tar.addfile(info)
            else:
                data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def compress(data: bytes, compression: str) -> bytes:
    """The blob of a layer."""
    if compression == "gzip":
        return gzip.compress(data, 6, mtime=0)
    if compression == "zstd":
        import zstandard

        return zstandard.ZstdCompressor().compress(data)
    return data


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def config_of(recipe: Recipe, diff_ids: Sequence[str]) -> dict[str, Any]:
    """The image config (OCI image spec, config.md)."""
    history: list[dict[str, Any]] = [{"created_by": c, "empty_layer": True} for c in recipe.empty_history]
    for index in range(len(recipe.layers)):
        history.append(
            {"created_by": recipe.created_by[index] if index < len(recipe.created_by) else f"layer {index}"}
        )
    config: dict[str, Any] = {"Env": list(recipe.env), "Labels": dict(recipe.labels)}
    for key, value in (
        ("Cmd", recipe.cmd), ("Entrypoint", recipe.entrypoint), ("OnBuild", recipe.onbuild),
    ):  # fmt: skip
        if value:
            config[key] = list(value)
    if recipe.healthcheck:
        config["Healthcheck"] = {"Test": list(recipe.healthcheck)}
    if recipe.user:
        config["User"] = recipe.user
    if recipe.workdir:
        config["WorkingDir"] = recipe.workdir
    return {
        "architecture": recipe.architecture, "os": "linux", "config": config, "history": history,
        "rootfs": {"type": "layers", "diff_ids": list(diff_ids)},
    }  # fmt: skip


def oci_blobs(recipes: Sequence[Recipe]) -> dict[str, bytes]:
    """Name → bytes of an OCI layout."""
    files: dict[str, bytes] = {"oci-layout": _json({"imageLayoutVersion": "1.0.0"})}
    manifests = []

    def put(data: bytes, media: str) -> dict[str, Any]:
        files[f"blobs/sha256/{digest(data)[7:]}"] = data
        return {"mediaType": media, "digest": digest(data), "size": len(data)}

    for recipe in recipes:
        tars = [layer_tar(layer) for layer in recipe.layers]
        media = f"{_MEDIA}.layer.v1.tar{_SUFFIX[recipe.compression]}"
        layers = [put(compress(t, recipe.compression), media) for t in tars]
        config = put(_json(config_of(recipe, [digest(t) for t in tars])), f"{_MEDIA}.config.v1+json")
        manifest = put(
            _json({"schemaVersion": 2, "mediaType": f"{_MEDIA}.manifest.v1+json", "config": config,
                "layers": layers}),
            f"{_MEDIA}.manifest.v1+json",
        )
        manifest["platform"] = {"os": "linux", "architecture": recipe.architecture}
        manifest["annotations"] = {"org.opencontainers.image.ref.name": recipe.tag}
        manifests.append(manifest)
    files["index.json"] = _json(
        {"schemaVersion": 2, "mediaType": f"{_MEDIA}.index.v1+json", "manifests": manifests}
    )
    return files


def docker_blobs(recipe: Recipe) -> dict[str, bytes]:
    """Name → bytes of a docker archive (`docker save`)."""
    tars = [layer_tar(layer) for layer in recipe.layers]
    files: dict[str, bytes] = {}
    names = []
    for tar in tars:
        name = f"{digest(tar)[7:]}/layer.tar"
        files[name] = compress(tar, recipe.compression)
        names.append(name)
    config = _json(config_of(recipe, [digest(t) for t in tars]))
    config_name = f"{digest(config)[7:]}.json"
    files[config_name] = config
    files["manifest.json"] = _json([{"Config": config_name, "RepoTags": [recipe.tag], "Layers": names}])
    return files


def write_tar(files: Mapping[str, bytes], out: BinaryIO) -> None:
    """The files as an archive."""
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """The files as a layout folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def sample_image(sample: ImageSample, out: BinaryIO) -> None:
    """A docker archive of a rule's example."""
    recipe = Recipe(
        layers=sample.layers, created_by=sample.created_by, empty_history=sample.empty_history,
        env=sample.env,
        labels=sample.labels, cmd=sample.cmd, entrypoint=sample.entrypoint,
    )  # fmt: skip
    write_tar(docker_blobs(recipe), out)
