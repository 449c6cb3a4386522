"""What is known of base images before a build: from the record of an earlier build, or by asking their
registry.

A record has the digest that each name stood for, and its graph shows what a base image's config brought: the
environment of the first RUN on it, less what the Dockerfile itself sets. The config of the last stage's base
is in the record whole (`containerimage.base.config`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from dlinter.disk.read import LARGEST_REPORT, read_small
from dlinter.model.cache.keys.graph import BaseImage
from dlinter.model.cache.keys.operations import Platform
from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile.reader import read
from dlinter.model.record.nodes import Build, Graph, Kind, Operation
from dlinter.model.text import Text
from dlinter.sources.build_json import BuildLogError, listing, mapping, text, texts
from dlinter.sources.records.archive import RawRecord, checked_blobs, read_records
from dlinter.sources.records.builds import build_of_record, builds_of_json
from dlinter.values import replace

_IMAGE = "docker-image://"


class RecordFacts(Struct):
    """What the record of a build says that a later one needs: images by name (without tag or digest left out)
    and platform, the digests of their layers' blobs, build arguments and other attributes, and the platform
    it was made for."""

    images: dict[tuple[str, str], BaseImage] = field(default_factory=dict)
    blobs: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    attrs: Mapping[str, str] = field(default_factory=dict)
    platform: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    context: str = ""
    dockerfile: bytes = b""

    def image(self, name: str, platform: Platform, diff_ids: Mapping[str, str]) -> BaseImage | None:
        """An image as it was then; `diff_ids` are those of blobs that a cache knows. None where the record
        does not have it."""
        place = (full_name(name), str(platform))
        found = self.images.get(place)
        if found is None:
            return None
        blobs = self.blobs.get(place, ())
        known = tuple(diff_ids.get(blob, "") for blob in blobs)
        layers = found.diff_ids if found.diff_ids is not None else known if known and all(known) else None
        return replace(found, diff_ids=layers)


def full_name(name: str) -> str:
    """A name as BuildKit writes it: with its registry, a tag where there is neither tag nor digest, and
    without the digest."""
    bare, _, _ = name.partition("@")
    first, slash, _ = bare.partition("/")
    if not slash or not ("." in first or ":" in first or first == "localhost"):
        bare = f"docker.io/{bare}" if slash else f"docker.io/library/{bare}"
    return bare if ":" in bare.rpartition("/")[2] or "@" in name else f"{bare}:latest"


def facts_of_record(path: str) -> RecordFacts:
    """The facts of a `.dockerbuild`, a `--metadata-file` or a provenance document. Raises BuildLogError and
    OSError."""
    with Path(path).open("rb") as stream:
        head = stream.read(64)
    if head.lstrip()[:1] == b"{":
        builds = builds_of_json(path, read_small(path, LARGEST_REPORT))
        if not builds:
            raise BuildLogError("is not the record of a build")
        return _facts(builds[0], None)
    with Path(path).open("rb") as stream:
        records = read_records(checked_blobs(stream))
    return _facts(build_of_record(path, records[0]), records[0])


def _facts(build: Build, raw: RawRecord | None) -> RecordFacts:
    facts = RecordFacts(
        attrs=build.attrs,
        platform=build.platforms[0] if build.platforms else "",
        versions=build.versions,
        context=build.context,
    )
    facts.dockerfile = next((graph.dockerfile for graph in build.graphs if graph.dockerfile), b"")
    for uri, digest in build.dependencies.items():
        name, platform = _of_purl(uri)
        if name:
            facts.images[full_name(name), platform] = BaseImage(
                _digest(digest), why="the record has no config of this image"
            )
    for graph in build.graphs:
        for operation in graph.operations.values():
            if operation.kind is Kind.SOURCE and operation.identifier.startswith(_IMAGE):
                name, _, digest = operation.identifier.removeprefix(_IMAGE).partition("@")
                place = (full_name(name), operation.platform or graph.platform)
                facts.images[place] = _image(graph, operation, _digest(digest))
                facts.blobs[place] = operation.layers
        _exact(facts, graph, raw)
    return facts


def _of_purl(uri: str) -> tuple[str, str]:
    """`pkg:docker/NAME@TAG?platform=linux%2Famd64` → name with tag, platform."""
    from urllib.parse import parse_qs, unquote

    if not uri.startswith("pkg:docker/"):
        return "", ""
    path, _, query = uri.removeprefix("pkg:docker/").partition("?")
    name, _, tag = unquote(path).partition("@")
    given = parse_qs(query)
    return f"{name}:{tag}" if tag and not tag.startswith("sha256:") else name, given.get("platform", [""])[0]


def _digest(value: str) -> str:
    return value if not value or ":" in value else f"sha256:{value}"


def _image(graph: Graph, source: Operation, digest: str) -> BaseImage:
    """What the graph shows of an image's config: by the first RUN that stands on it."""
    unknown = BaseImage(
        digest,
        why="the record does not show the config of "
            f"`{source.identifier.removeprefix(_IMAGE).partition('@')[0]}`",
    )
    if len(graph.dockerfile) > 1 << 20:
        return unknown
    dockerfile = read(Text(graph.dockerfile, graph.filename))
    if _without_user(graph, source, dockerfile):
        unknown = replace(unknown, no_user=True)
    for operation in graph.operations.values():
        if operation.kind is not Kind.EXEC or _root(graph, operation) != source.id or not operation.lines:
            continue
        before = [i for i in dockerfile.instructions if i.first_line < operation.lines[0]]
        run = next(
            (
                i
                for i in dockerfile.instructions
                if i.first_line == operation.lines[0] and isinstance(i, n.Run)
            ),
            None,
        )
        own = {p.key.value for i in before if isinstance(i, (n.Arg, n.Env)) for p in i.pairs}
        if run is None or "PATH" in own or any("$" in name for name in own):
            return unknown
        if any(m.type == "ssh" for m in run.mounts):
            own.add("SSH_AUTH_SOCK")
        env = tuple(pair for pair in operation.env if pair.partition("=")[0] not in own)
        user = "" if any(isinstance(i, n.User) for i in before) else operation.user
        workdir = "" if any(isinstance(i, n.Workdir) for i in before) else operation.cwd
        shelled = run.form.value == "shell" and not any(isinstance(i, n.Shell) for i in before)
        return BaseImage(
            digest, None, env, user, workdir if workdir != "/" else "", operation.args[:-1] if shelled else ()
        )
    return unknown


def _without_user(graph: Graph, source: Operation, dockerfile: n.Dockerfile) -> bool:
    """Whether a WORKDIR on the image, before any USER, made a folder without an owner: then the image sets no
    user."""
    for operation in graph.operations.values():
        if (
            operation.kind is Kind.FILE
            and operation.lines
            and operation.actions[:1]
            and operation.actions[0].kind == "mkdir"
            and _root(graph, operation) == source.id
        ):
            before = [i for i in dockerfile.instructions if i.first_line < operation.lines[0]]
            if not any(isinstance(i, n.User) for i in before):
                return '"owner"' not in operation.actions[0].key
    return False


def _root(graph: Graph, operation: Operation) -> str:
    """The source that an operation's files begin with."""
    at: Operation | None = operation
    for _ in range(len(graph.operations) + 1):
        if at is None or at.kind is Kind.SOURCE or not at.inputs:
            break
        if at.kind is Kind.FILE and at.actions and at.actions[0].base < 0:
            return ""
        at = graph.operations.get(at.inputs[0])
    return at.id if at is not None else ""


def _exact(facts: RecordFacts, graph: Graph, raw: RawRecord | None) -> None:
    """The config of the base of the stage that was built, which the record has whole."""
    response = mapping(raw.config.get("ExporterResponse")) if raw is not None else {}
    try:
        config = mapping(json.loads(text(response.get("containerimage.base.config")) or "{}"))
    except (ValueError, RecursionError):
        return
    if not config or not graph.operations:
        return
    last = list(graph.operations.values())[-1]
    source = graph.operations.get(_root(graph, last))
    if source is None or not source.identifier.startswith(_IMAGE):
        return
    name, _, digest = source.identifier.removeprefix(_IMAGE).partition("@")
    facts.images[full_name(name), source.platform or graph.platform] = image_of_config(
        config, _digest(digest)
    )


def image_of_config(config: Mapping[str, Any], digest: str) -> BaseImage:
    """An image by its config (OCI image spec, config.md)."""
    own = mapping(config.get("config"))
    layers = texts(mapping(config.get("rootfs")).get("diff_ids"))
    return BaseImage(
        digest, layers, texts(own.get("Env")), text(own.get("User")), text(own.get("WorkingDir")),
        texts(own.get("Shell")), bool(listing(own.get("OnBuild"))),
    )  # fmt: skip


def image_of_registry(name: str, platform: Platform) -> BaseImage:
    """An image as its registry has it now: the digest that its name stands for, and its config for a
    platform. Never raises."""
    from dlinter.sources.blobs import BlobError
    from dlinter.sources.reference import reference_of
    from dlinter.sources.registry import RegistryBlobs

    reference = reference_of(name, hub=True)
    if reference is None:
        return BaseImage(why=f"`{name}` is not an image reference")
    try:
        blobs = RegistryBlobs(reference)
        digest = text(mapping(listing(json.loads(blobs.read("index.json"))["manifests"])[0]).get("digest"))
        manifest = mapping(json.loads(blobs.read(_blob(digest))))
        for _ in range(3):
            if "manifests" not in manifest:
                break
            entries = [mapping(entry) for entry in listing(manifest["manifests"])]
            chosen = next(
                (entry for entry in entries if _fits(mapping(entry.get("platform")), platform)), None
            )
            if chosen is None:
                return BaseImage(why=f"`{name}` is not there for {platform}")
            manifest = mapping(json.loads(blobs.read(_blob(text(chosen.get("digest"))))))
        config = mapping(json.loads(blobs.read(_blob(text(mapping(manifest.get("config")).get("digest"))))))
    except BlobError as error:
        return BaseImage(why=f"`{name}`: {error}")
    except (ValueError, RecursionError, KeyError, IndexError):
        return BaseImage(why=f"`{name}`: its manifest or config cannot be read")
    return image_of_config(config, digest)


def _blob(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/", 1)


def _fits(given: Mapping[str, Any], wanted: Platform) -> bool:
    variant = text(given.get("variant"))
    same = text(given.get("os")) == wanted.os and text(given.get("architecture")) == wanted.arch
    return same and (not wanted.variant or variant == wanted.variant)
