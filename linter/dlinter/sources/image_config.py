"""An image's config as an image, and what every reader of images gives: `ImageSource` and `Opened`.

OCI image spec (config.md); docker archives have the same configs (moby, `image/spec`). Builders and runtimes
read these documents with Go's encoding/json, which takes keys in any case, the last one of several: so does
this, and what can be read in two ways is a problem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from dlinter.archive.inflate import GZIP, PLAIN, ZSTD, told_by_magic
from dlinter.finding import Problem
from dlinter.model.image import HistoryEntry, Image, ImageConfig, ImageSecret, Layer
from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.digests import digest_like
from dlinter.sources.json_text import load_json

MOST_PROBLEMS = 200
"""Problems of one input that are named one by one."""
_KINDS: dict[type, str] = {list: "a list", dict: "an object", str: "a string"}
_KNOWN = (
    ("rootfs",), ("history",), ("created",), ("os",), ("architecture",), ("variant",), ("config", "env"),
    ("config", "labels"), ("config", "entrypoint"),
    ("config", "cmd"), ("config", "healthcheck"), ("config", "onbuild"), ("config", "shell"), ("id",),
    ("parent",), ("container",),
)  # fmt: skip
"""Fields of a config that are read by name, in lower case; secrets in all others are looked for, too."""
_FIELD = re.compile(r"[A-Za-z_.-]{1,64}\Z|[0-9]{1,5}(?:/(?:tcp|udp|sctp))?\Z")
_BLOB_FIELDS = frozenset({"mediatype", "digest", "architecture", "os", "variant", "artifacttype"})


class Blob(Struct, frozen=True):
    """A layer's blob: its name among the blobs, and what the manifest says of it."""

    name: str
    digest: str
    media_type: str


class ImageSource(Struct, frozen=True):
    """One image and where its layers are. `attestations` are the in-toto statements beside it. `others` are
    the strings of the config in fields that an image does not need, by path, `annotations` those of the
    manifest and of the indexes before it. `record` says that this is no image, but the record of a build: its
    documents are the `attestations`, its `logs` apart. `searched` are the candidates outside of the layers
    where they are known from an earlier look. `loose` says that this is no image, but the blobs of an archive
    that none of its images names."""

    image: Image
    blobs: Blobs
    layers: tuple[Blob, ...]
    attestations: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    loose: bool = False
    annotations: tuple[tuple[str, str], ...] = ()
    logs: tuple[str, ...] = ()
    record: bool = False
    searched: tuple[ImageSecret, ...] | None = None


class Opened(Struct):
    """All images of one input, and what could not be read. `used` are the names of the blobs that belong to
    something, `seen` the images by the names of their config and layers: a docker archive and an OCI layout
    may name the same ones."""

    name: str
    images: list[ImageSource] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blobs: Blobs | None = None
    used: set[str] = field(default_factory=set)
    seen: set[tuple[str, ...]] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)

    def problem(self, message: str) -> None:
        """Notes what is wrong, once."""
        if message in self._told:
            return
        self._told.add(message)
        if len(self._told) == MOST_PROBLEMS:
            message = "has more problems, which are not listed"
        if len(self._told) <= MOST_PROBLEMS:
            self.problems.append(Problem(message, self.name))

    def close(self) -> None:
        if self.blobs is not None:
            self.blobs.close()


def read_json(opened: Opened, blobs: Blobs, name: str, what: str) -> Any:
    """A JSON document among the blobs. Raises BlobError."""
    opened.used.add(name)
    return parse_json(opened, blobs.read(name), what)


def parse_json(opened: Opened, data: bytes, what: str) -> Any:
    """A JSON document; `what` names it in problems. Raises BlobError."""
    doubled: list[bool] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            doubled.append(any(made[key] != value for key, value in pairs))
        return made

    try:
        value = load_json(data, once)
    except (ValueError, RecursionError):
        raise BlobError(f"{what} is not JSON") from None
    if any(doubled):
        opened.problem(f"{what} has a key twice, with different values: only the last one was read")
    return value


def of(opened: Opened, raw: Mapping[str, Any], key: str, kind: type, what: str) -> Any:
    """A field of an object, its key in any case; an empty value where it is missing or null. What is of
    another kind, or there several times with different values, is a problem."""
    wanted = key.casefold()
    values = [
        value
        for name, value in raw.items()
        if value is not None and (name == key or name.casefold() == wanted)
    ]
    if any(value != values[-1] for value in values):
        opened.problem(
            f"{what} has `{key}` several times in different cases, with different values: only the last one "
            "was read"
        )
    if not values:
        return kind()
    if not isinstance(values[-1], kind):
        opened.problem(f"`{key}` of {what} is not {_KINDS.get(kind, kind.__name__)}: it was not read")
        return kind()
    return values[-1]


def add_image(
    opened: Opened, blobs: Blobs, config_name: str, config_digest: str, layers: Sequence[Blob],
    tags: tuple[str, ...], digest: str,
    attestations: tuple[str, ...], annotations: tuple[tuple[str, str], ...] = (),
) -> None:  # fmt: skip
    """Adds the image of a config and its layers. `annotations` are the strings of the manifest, by path."""
    opened.used.update((config_name, *(blob.name for blob in layers)))
    raw: Any = {}
    data = b"{}"
    try:
        data = blobs.read(config_name)
        given = digest_like(data, config_digest)
        if config_digest and given != config_digest:
            opened.problem(f"config {config_digest[:19]}… has the wrong digest: its bytes give {given[:19]}…")
        raw = parse_json(opened, data, "the config")
        if not isinstance(raw, dict):
            raise BlobError("the config is not an object")
    except BlobError as error:
        opened.problem(str(error) if data != b"{}" else f"the config is missing: {error}")
        raw = {}
    roots = of(opened, raw, "rootfs", dict, "the config")
    diff_ids = [str(d) for d in of(opened, roots, "diff_ids", list, "the config")]
    history = _history(opened, raw, len(layers))
    if len(diff_ids) != len(layers) and (diff_ids or roots):
        opened.problem(f"the config names {len(diff_ids)} layers, the manifest {len(layers)}")
    by_layer = {h.layer: h for h in history if h.layer is not None}
    made = tuple(
        Layer(
            index=index, digest=blob.digest, diff_id=diff_ids[index] if index < len(diff_ids) else "",
            media_type=blob.media_type,
            size=blobs.size(blob.name) if blobs.has(blob.name) else 0, history=by_layer.get(index),
        )
        for index, blob in enumerate(layers)
    )  # fmt: skip
    parts = [
        str(part)
        for key in ("os", "architecture", "variant")
        if (part := of(opened, raw, key, str, "the config"))
    ]
    config = _config(opened, of(opened, raw, "config", dict, "the config"))
    image = Image(
        name=opened.name, digest=digest or digest_like(data), platform="/".join(parts), config=config,
        layers=made, history=history, tags=tags,
    )  # fmt: skip
    opened.images.append(
        ImageSource(image, blobs, tuple(layers), attestations, tuple(_others(raw)), annotations=annotations)
    )


def _history(opened: Opened, raw: Mapping[str, Any], layers: int) -> tuple[HistoryEntry, ...]:
    entries, at = [], 0
    given = of(opened, raw, "history", list, "the config")
    if not all(isinstance(entry, dict) for entry in given):
        opened.problem("the config has a history entry that is not an object: it was not read")
    for index, entry in enumerate(e for e in given if isinstance(e, dict)):
        fields = {name.casefold(): value for name, value in entry.items() if value is not None}
        empty = bool(fields.get("empty_layer"))
        layer = None
        if not empty and at < layers:
            layer, at = at, at + 1
        created_by, comment, created, author = (
            _text(fields.get(key, "")) for key in ("created_by", "comment", "created", "author")
        )
        entries.append(HistoryEntry(index, created_by, f"{comment} {author}".strip(), created, empty, layer))
    return tuple(entries)


def _text(value: object) -> str:
    """A string, and JSON of what is none: it is searched as it is."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _strings(opened: Opened, raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of strings, or a single one (Docker takes both for commands)."""
    value = next(
        (v for name, v in raw.items() if isinstance(v, str) and name.casefold() == key.casefold()), None
    )
    if value is not None:
        return (value,)
    return tuple(_text(v) for v in of(opened, raw, key, list, "the config"))


def _config(opened: Opened, raw: Mapping[str, Any]) -> ImageConfig:
    def get(key: str, kind: type) -> Any:
        return of(opened, raw, key, kind, "the config")

    return ImageConfig(
        env=_strings(opened, raw, "Env"), labels={str(k): _text(v) for k, v in get("Labels", dict).items()},
        entrypoint=_strings(opened, raw, "Entrypoint"), cmd=_strings(opened, raw, "Cmd"),
        healthcheck=_strings(opened, get("Healthcheck", dict), "Test"),
        onbuild=_strings(opened, raw, "OnBuild"),
        shell=_strings(opened, raw, "Shell"), user=str(get("User", str)), workdir=str(get("WorkingDir", str)),
        exposed_ports=tuple(get("ExposedPorts", dict)), volumes=tuple(get("Volumes", dict)),
        stop_signal=str(get("StopSignal", str)),
    )  # fmt: skip


def annotations_of(what: str, document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The strings of a manifest or an index, by path, without those that only say what a blob is."""
    found = [
        (path, value)
        for path, value in _others(document)
        if path.rpartition(".")[2].casefold() not in _BLOB_FIELDS
    ]
    return tuple((f"{what} {path}", value) for path, value in found)


def _others(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The strings, and the keys, of all fields that are not read by name; and of those that are, where they
    are of another kind."""
    todo: list[tuple[tuple[str, ...], Any]] = [((), raw)]
    while todo:
        path, value = todo.pop()
        if tuple(part.casefold() for part in path) in _KNOWN:
            if not _odd(path, value):
                continue
            path = (*path, "")
        if isinstance(value, dict):
            # Names of fields are short words; volumes and ports are keys, too.
            yield from (
                (".".join(filter(None, path)), str(key)) for key in value if not _FIELD.match(str(key))
            )
            todo += [((*path, str(key)) if len(path) < 8 else path, inner) for key, inner in value.items()]
        elif isinstance(value, list):
            todo += [(path, inner) for inner in value]
        elif isinstance(value, str) and value:
            yield ".".join(filter(None, path)), value


def _odd(path: tuple[str, ...], value: object) -> bool:
    """Whether a field that is read by name is of another kind than it is read as."""
    name = path[-1].casefold()
    if name == "history" and isinstance(value, list):
        return not all(isinstance(entry, dict) for entry in value)
    return (name in ("env", "history", "onbuild", "shell") and isinstance(value, dict)) or (
        name == "labels" and isinstance(value, list)
    )


def compression_said(media: str) -> str:
    """The compression that a media type names."""
    return ZSTD if "zstd" in media else GZIP if "gzip" in media else PLAIN


def compression_of(blob: Blob, head: bytes) -> tuple[str, str]:
    """The compression of a layer, and what is wrong with it ("" when nothing): by media type, checked by the
    first bytes."""
    media, magic = blob.media_type, told_by_magic(head)
    if media.endswith("+encrypted") or "encrypted" in media:
        return "", f"is encrypted ({media}): it cannot be looked into"
    known = not media or "tar" in media or "diff" in media
    if not known:
        return "", f"has the unknown media type `{media}`"
    said = compression_said(media)
    if media and said != magic and not (said == PLAIN and magic != PLAIN and "tar" not in media):
        if magic == PLAIN and said != PLAIN:
            return said, ""
        return magic, f"says {said} by its media type, but is {magic}"
    return magic, ""
