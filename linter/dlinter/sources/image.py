"""Bytes → images: docker archives, OCI archives and OCI layout folders, told by content and media type.

OCI image spec (image-layout.md, manifest.md, image-index.md); docker archives by moby's `image/tarexport`. Nothing is executed or unpacked;
what is wrong becomes a `Problem`, and the rest is still read.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from dlinter.archive.inflate import GZIP, PLAIN, ZSTD, told_by_magic
from dlinter.finding import Problem
from dlinter.model.image import HistoryEntry, Image, ImageConfig, Layer
from dlinter.sources.blobs import BlobError, Blobs, FolderBlobs, TarBlobs
from dlinter.sources.digests import digest_like

_INDEX = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
_DEPTH = 4
"""Indexes inside indexes deeper than this are not followed."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A layer's blob: its name among the blobs, and what the manifest says of it."""

    name: str
    digest: str
    media_type: str


@dataclass(frozen=True, slots=True)
class ImageSource:
    """One image and where its layers are. `attestations` are the in-toto statements beside it."""

    image: Image
    blobs: Blobs
    layers: tuple[Blob, ...]
    raw_config: str = ""
    attestations: tuple[str, ...] = ()


@dataclass(slots=True)
class Opened:
    """All images of one input, and what could not be read."""

    name: str
    images: list[ImageSource] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blobs: Blobs | None = None

    def problem(self, message: str) -> None:
        self.problems.append(Problem(message, self.name))

    def close(self) -> None:
        if self.blobs is not None:
            self.blobs.close()


def open_image(name: str) -> Opened:
    """Opens an archive, a folder, an image of a registry or a daemon, or standard input (`reference` says how a name is told).
    Never raises."""
    opened = Opened(name)
    try:
        blobs = _blobs_of(opened, name)
    except (OSError, BlobError) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else ""
        opened.problem(f"cannot be read: {reason}" if reason else str(error))
        return opened
    if blobs is None:
        return opened
    opened.blobs = blobs
    damage = getattr(blobs, "damage", "")
    _read(opened, blobs)
    if damage and not opened.images:
        opened.problems.clear()
        opened.problem(damage if "not a tar" not in damage else "is no image: neither a tar nor an OCI layout folder")
    elif damage:
        opened.problem(damage)
    return opened


def _blobs_of(opened: Opened, name: str) -> Blobs | None:
    """The blobs that a name stands for; None where there is nothing more to read. Raises OSError and BlobError."""
    path = Path(name)
    if name == "-":
        return _stream(opened, os.fdopen(os.dup(0), "rb", buffering=0), "standard input is empty: no image")
    if path.is_dir():
        return FolderBlobs(path) if _is_layout(path) else _tree(opened, path)
    if path.exists():
        return _stream(opened, path.open("rb", buffering=0), "is empty: no image")
    kind, colon, rest = name.partition(":")
    if colon and kind == "dir":
        if Path(rest).is_dir():
            return _tree(opened, Path(rest))
        raise BlobError("there is no such folder")
    if colon and kind in ("docker-daemon", "podman") and rest and not rest.isdigit():
        from dlinter.sources.daemon import daemon_archive

        return TarBlobs(daemon_archive("docker" if kind == "docker-daemon" else kind, rest))
    from dlinter.sources.reference import loose_reference, reference_of

    explicit = name.startswith("docker://")
    reference = reference_of(name.removeprefix("docker://"), hub=True) if explicit else loose_reference(name)
    if reference is None:
        raise BlobError("is no image reference" if explicit else "there is no such file")
    from dlinter.sources.registry import RegistryBlobs

    return RegistryBlobs(reference)


def _stream(opened: Opened, stream: BinaryIO, empty: str) -> Blobs | None:
    """An archive in an open file; what cannot be read twice (a pipe) goes into a temporary file first."""
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        from dlinter.sources.daemon import spooled

        with stream as pipe:
            stream = spooled(lambda size: pipe.read(size) or b"")
    if os.fstat(stream.fileno()).st_size == 0:
        stream.close()
        opened.problem(empty)
        return None
    return TarBlobs(stream)


def _is_layout(folder: Path) -> bool:
    """Whether a folder holds an image, whole or damaged. Many a web application has a `manifest.json` of its own."""
    if (folder / "oci-layout").exists() or (folder / "index.json").exists():
        return True
    try:
        return isinstance(json.loads((folder / "manifest.json").read_bytes()), list)
    except (OSError, ValueError, RecursionError):
        return False


def _tree(opened: Opened, folder: Path) -> Blobs | None:
    """The files of a plain folder as one layer."""
    from dlinter.sources.folder import LAYER, TreeBlobs

    blobs = TreeBlobs(folder)
    for path in blobs.unreadable[:3]:
        opened.problem(f"`{path}` cannot be read")
    if len(blobs.unreadable) > 3:
        opened.problem(f"{len(blobs.unreadable) - 3} more files or folders cannot be read")
    if not blobs.count:
        opened.problem("holds no file: no image" if not blobs.unreadable else "holds no file that can be read")
        return None
    opened.blobs = blobs
    layer = Layer(0, "", "", "", blobs.size(LAYER))
    image = Image(opened.name, "", "", ImageConfig(), (layer,), ())
    opened.images.append(ImageSource(image, blobs, (Blob(LAYER, "", ""),)))
    return None


def _read(opened: Opened, blobs: Blobs) -> None:
    # A docker archive of Docker 25 and later has an OCI layout beside manifest.json: the layout says more.
    if blobs.has("index.json"):
        _layout(opened, blobs)
        if opened.images:
            return
    if blobs.has("manifest.json"):
        before = opened.problems
        opened.problems = []
        _docker(opened, blobs)
        if not opened.images:
            opened.problems = before + opened.problems
        return
    if not opened.problems:
        opened.problem("is no image: it has neither `manifest.json` nor `index.json`")


def _json(blobs: Blobs, name: str) -> Any:
    try:
        return json.loads(blobs.read(name))
    except (ValueError, RecursionError):
        raise BlobError(f"`{name}` is no JSON") from None


# --- docker archive -------------------------------------------------------------------------------------------------------


def _docker(opened: Opened, blobs: Blobs) -> None:
    try:
        manifests = _json(blobs, "manifest.json")
    except BlobError as error:
        opened.problem(str(error))
        return
    if not isinstance(manifests, list) or not manifests:
        opened.problem("`manifest.json` names no image")
        return
    for manifest in manifests:
        if not isinstance(manifest, dict) or not isinstance(manifest.get("Config"), str):
            opened.problem("`manifest.json` has an entry without `Config`")
            continue
        layers = [Blob(str(n), _digest_of_name(str(n)), "") for n in _of(manifest, "Layers", list)]
        tags = tuple(str(t) for t in _of(manifest, "RepoTags", list))
        _image(opened, blobs, manifest["Config"], "", layers, tags, "", ())


def _digest_of_name(name: str) -> str:
    for part in reversed(name.removesuffix("/layer.tar").removesuffix(".tar").split("/")):
        if len(part) == 64 and all(c in "0123456789abcdef" for c in part):
            return f"sha256:{part}" if name.startswith("blobs/sha256/") else ""
    return ""


# --- OCI layout -----------------------------------------------------------------------------------------------------------


def _layout(opened: Opened, blobs: Blobs) -> None:
    try:
        index = _json(blobs, "index.json")
    except BlobError as error:
        opened.problem(str(error))
        return
    if not isinstance(index, dict) or not isinstance(index.get("manifests"), list):
        opened.problem("`index.json` is no index")
        return
    found: list[tuple[dict[str, Any], Mapping[str, Any]]] = []
    _descend(opened, blobs, index, found, 0, {})
    statements: dict[str, list[str]] = {}
    for descriptor, manifest in found:
        if _is_attestation(descriptor):
            about = str(_of(descriptor, "annotations", dict).get("vnd.docker.reference.digest", ""))
            statements.setdefault(about, []).extend(_statements(opened, blobs, manifest))
    seen = set()
    for descriptor, manifest in found:
        digest = str(descriptor.get("digest", ""))
        if _is_attestation(descriptor) or digest in seen:
            continue
        seen.add(digest)
        config = manifest.get("config")
        if not isinstance(config, dict):
            opened.problem(f"manifest {digest[:19]} has no config")
            continue
        layers = [
            Blob(_name(str(d.get("digest", ""))), str(d.get("digest", "")), str(d.get("mediaType", "")))
            for d in _of(manifest, "layers", list)
            if isinstance(d, dict)
        ]
        annotations = _of(descriptor, "annotations", dict)
        tags = tuple(str(annotations[k]) for k in ("io.containerd.image.name", "org.opencontainers.image.ref.name") if k in annotations)[:1]
        name = _name(str(config.get("digest", "")))
        _image(opened, blobs, name, str(config.get("digest", "")), layers, tags, digest, tuple(statements.get(digest, ())))
    if not opened.images and not opened.problems:
        opened.problem("the index names no image")


def _descend(
    opened: Opened, blobs: Blobs, index: Mapping[str, Any], found: list[tuple[dict[str, Any], Mapping[str, Any]]], depth: int,
    inherited: Mapping[str, Any],
) -> None:  # fmt: skip
    for descriptor in _of(index, "manifests", list):
        if not isinstance(descriptor, dict) or not isinstance(descriptor.get("digest"), str):
            opened.problem("an index has an entry without a digest")
            continue
        if inherited and "annotations" not in descriptor:
            descriptor = {**descriptor, "annotations": inherited}
        name = _name(descriptor["digest"])
        try:
            data = blobs.read(name)
        except BlobError as error:
            opened.problem(f"a manifest is missing: {error}")
            continue
        given = digest_like(data, descriptor["digest"])
        if given != descriptor["digest"]:
            opened.problem(f"manifest {descriptor['digest'][:19]}… has the wrong digest: its bytes give {given[:19]}…")
        try:
            manifest = json.loads(data)
        except (ValueError, RecursionError):
            opened.problem(f"manifest {descriptor['digest'][:19]}… is no JSON")
            continue
        if not isinstance(manifest, dict):
            opened.problem(f"manifest {descriptor['digest'][:19]}… is no manifest")
        elif manifest.get("mediaType") in _INDEX or "manifests" in manifest:
            if depth < _DEPTH:
                _descend(opened, blobs, manifest, found, depth + 1, _of(descriptor, "annotations", dict))
        else:
            found.append((descriptor, manifest))


def _is_attestation(descriptor: Mapping[str, Any]) -> bool:
    return bool(str(_of(descriptor, "annotations", dict).get("vnd.docker.reference.type")) == "attestation-manifest")


def _statements(opened: Opened, blobs: Blobs, manifest: Mapping[str, Any]) -> Iterator[str]:
    for descriptor in _of(manifest, "layers", list):
        if isinstance(descriptor, dict) and "in-toto" in str(descriptor.get("mediaType", "")):
            try:
                yield blobs.read(_name(str(descriptor.get("digest", "")))).decode("utf-8", "replace")
            except BlobError as error:
                opened.problem(f"an attestation is missing: {error}")


def _name(digest: str) -> str:
    algorithm, _, value = digest.partition(":")
    return f"blobs/{algorithm}/{value}"


# --- config ---------------------------------------------------------------------------------------------------------------


def _image(
    opened: Opened, blobs: Blobs, config_name: str, config_digest: str, layers: list[Blob], tags: tuple[str, ...], digest: str,
    attestations: tuple[str, ...],
) -> None:  # fmt: skip
    try:
        data = blobs.read(config_name)
    except BlobError as error:
        opened.problem(f"the config is missing: {error}")
        data = b"{}"
    given = digest_like(data, config_digest)
    if config_digest and data != b"{}" and given != config_digest:
        opened.problem(f"config {config_digest[:19]}… has the wrong digest: its bytes give {given[:19]}…")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        opened.problem("the config is no JSON")
        raw = {}
    raw = raw if isinstance(raw, dict) else {}
    diff_ids = [str(d) for d in _of(_of(raw, "rootfs", dict), "diff_ids", list)]
    history = _history(raw, len(layers))
    if diff_ids and len(diff_ids) != len(layers):
        opened.problem(f"the config names {len(diff_ids)} layers, the manifest {len(layers)}")
    by_layer = {h.layer: h for h in history if h.layer is not None}
    made = tuple(
        Layer(
            index=index, digest=blob.digest, diff_id=diff_ids[index] if index < len(diff_ids) else "", media_type=blob.media_type,
            size=blobs.size(blob.name) if blobs.has(blob.name) else 0, history=by_layer.get(index),
        )
        for index, blob in enumerate(layers)
    )  # fmt: skip
    parts = [str(raw.get(k, "")) for k in ("os", "architecture", "variant") if raw.get(k)]
    image = Image(
        name=opened.name, digest=digest or digest_like(data), platform="/".join(parts), config=_config(_of(raw, "config", dict)), layers=made,
        history=history, tags=tags,
    )  # fmt: skip
    opened.images.append(ImageSource(image, blobs, tuple(layers), data.decode("utf-8", "replace"), attestations))


def _of(raw: Mapping[str, Any], key: str, kind: type) -> Any:
    value = raw.get(key)
    return value if isinstance(value, kind) else kind()


def _history(raw: Mapping[str, Any], layers: int) -> tuple[HistoryEntry, ...]:
    entries, at = [], 0
    for index, entry in enumerate(e for e in _of(raw, "history", list) if isinstance(e, dict)):
        empty = bool(entry.get("empty_layer"))
        layer = None
        if not empty and at < layers:
            layer, at = at, at + 1
        entries.append(
            HistoryEntry(
                index, str(entry.get("created_by", "")), str(entry.get("comment", "")), str(entry.get("created", "")), empty, layer
            )
        )
    return tuple(entries)


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def _config(raw: Mapping[str, Any]) -> ImageConfig:
    return ImageConfig(
        env=_strings(raw.get("Env")), labels={str(k): str(v) for k, v in _of(raw, "Labels", dict).items()},
        entrypoint=_strings(raw.get("Entrypoint")), cmd=_strings(raw.get("Cmd")),
        healthcheck=_strings(_of(raw, "Healthcheck", dict).get("Test")), onbuild=_strings(raw.get("OnBuild")),
        shell=_strings(raw.get("Shell")), user=str(raw.get("User") or ""), workdir=str(raw.get("WorkingDir") or ""),
        exposed_ports=tuple(_of(raw, "ExposedPorts", dict)), volumes=tuple(_of(raw, "Volumes", dict)),
        stop_signal=str(raw.get("StopSignal") or ""),
    )  # fmt: skip


def compression_of(blob: Blob, head: bytes) -> tuple[str, str]:
    """The compression of a layer, and what is wrong with it ("" when nothing): by media type, checked by the first bytes."""
    media, magic = blob.media_type, told_by_magic(head)
    if media.endswith("+encrypted") or "encrypted" in media:
        return "", f"is encrypted ({media}): it cannot be looked into"
    said = ZSTD if "zstd" in media else GZIP if "gzip" in media else PLAIN if media.endswith((".tar", "")) else ""
    known = not media or "tar" in media or "diff" in media
    if not known:
        return "", f"has the unknown media type `{media}`"
    if media and said != magic and not (said == PLAIN and magic != PLAIN and "tar" not in media):
        if magic == PLAIN and said != PLAIN:
            return said, ""
        return magic, f"says {said} by its media type, but is {magic}"
    return magic, ""
