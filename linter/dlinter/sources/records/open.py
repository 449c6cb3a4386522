"""An input of `dlint diff` → the builds in it, and its images: recognised by content, never by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field

from dlinter.disk.read import read_small, unread
from dlinter.model.record.nodes import Build
from dlinter.sources.blobs import BlobError
from dlinter.sources.build_json import BuildLogError
from dlinter.sources.image_config import ImageSource, Opened
from dlinter.sources.records.archive import checked_blobs, has_records, read_records
from dlinter.sources.records.builds import (
    CACHE,
    IMAGE,
    build_of_record,
    build_of_statements,
    builds_of_json,
    builds_of_log,
)
from dlinter.values import replace

LARGEST_TEXT = 64 << 20
"""Bytes of the largest log or JSON file that is read."""
_ARCHIVES = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"BZh")
_LOG_LINES = (b'"vertexes"', b'"statuses"', b'"logs"', b'"warnings"')
WANTED = (
    "wanted is a `.dockerbuild` record, an image, a `--metadata-file`, a progress log or a cache manifest"
)


class Input(Struct):
    """One side: `builds` in the order of the input, `images` where it is an image (each with its build where
    it has provenance)."""

    name: str
    builds: list[Build] = field(default_factory=list)
    images: list[ImageSource] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@contextmanager
def opened(name: str) -> Iterator[Input]:
    """Opens one side; what holds its blobs is closed at the end. Raises BuildLogError with one line that
    follows the input's name."""
    path = Path(name)
    kept: list[Opened] = []
    try:
        yield _open(name, path, kept)
    finally:
        for one in kept:
            one.close()


def _open(name: str, path: Path, kept: list[Opened]) -> Input:
    try:
        if path.is_file():
            return _file(name, path, kept)
    except OSError as error:
        raise BuildLogError(unread(error)) from None
    if path.is_dir():
        cache = _cache(name) if _is_cache_folder(path) else None
        if cache is not None:
            return cache
    return _image(name, kept)


def _file(name: str, path: Path, kept: list[Opened]) -> Input:
    with path.open("rb", buffering=0) as stream:
        head = os.pread(stream.fileno(), 512, 0)
        if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
            try:
                blobs = checked_blobs(stream)
            except BlobError as error:
                raise BuildLogError(str(error)) from None
            if has_records(blobs):
                return Input(name, [build_of_record(name, raw) for raw in read_records(blobs)])
            if not blobs.has("index.json") and not blobs.has("manifest.json"):
                raise BuildLogError(f"an archive of something else: {WANTED}")
            return _image(name, kept)
    data = read_small(name, LARGEST_TEXT)
    if not data.strip():
        raise BuildLogError("is empty")
    first = data.lstrip()[:4096].partition(b"\n")[0]
    if first.startswith(b"{") and not any(word in first for word in _LOG_LINES):
        found = builds_of_json(name, data)
        if found:
            return Input(name, list(found))
        cache = _cache(name)
        if cache is not None:
            return cache
        raise BuildLogError(f"JSON of something else: {WANTED}")
    logs = builds_of_log(name, data)
    if not logs:
        raise BuildLogError(f"no steps of a build in it: {WANTED}")
    return Input(name, list(logs))


def _is_cache_folder(path: Path) -> bool:
    """Whether a layout folder may hold a build cache (`type=local`): its manifests have no config of an
    image."""
    try:
        return any(
            b"vnd.buildkit.cacheconfig" in read_small(p)
            for p in [path / "index.json", *_small(path / "blobs" / "sha256")]
        )
    except OSError:
        return False


def _small(folder: Path) -> list[Path]:
    return (
        [p for p in sorted(folder.iterdir())[:500] if p.is_file() and p.stat().st_size < 1 << 20]
        if folder.is_dir()
        else []
    )


def _cache(name: str) -> Input | None:
    """The keys of a build cache; None where it is not one."""
    from dlinter.sources.cache_manifest import CacheError, open_cache_source

    try:
        source = open_cache_source(name)
    except (CacheError, ValueError):
        return None
    try:
        keys = frozenset(
            f"{'root' if not r.inputs else 'step'} {r.digest}" for m in source.manifests for r in m.records
        )
    finally:
        source.close()
    return Input(name, [Build(name, CACHE, keys=keys)]) if keys else None


def _image(name: str, kept: list[Opened]) -> Input:
    from dlinter.sources.open import open_image

    image = open_image(name)
    kept.append(image)
    if not image.images:
        raise BuildLogError(image.problems[0].message if image.problems else f"nothing to compare: {WANTED}")
    found = Input(
        name, images=[i for i in image.images if not i.loose], problems=[p.message for p in image.problems]
    )
    for source in found.images:
        build = build_of_statements(name, source.attestations) or Build(name, IMAGE)
        found.builds.append(replace(build, kind=IMAGE, platforms=build.platforms or (source.image.platform,)))
    return found
