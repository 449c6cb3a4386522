"""One layer of a scan: read, or remembered from an earlier scan.

A layer is remembered by its diffID and the hash of all that decides what is found. What is remembered counts
only for a blob whose bytes, hashed again, are those of a blob that was once inflated to that diffID: what an
image claims of a layer is no key.
"""

from __future__ import annotations

import json
import os
import struct
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Lock

from msgspec import Struct, field

from dlinter.engine import what_failed
from dlinter.finding import Problem
from dlinter.model.image.stream import LayerConsumer, Members
from dlinter.run.scan.memory import LayerCache
from dlinter.secrets.asides import ATTRIBUTE
from dlinter.secrets.captured_files import Databases, Digests
from dlinter.secrets.layer import LayerScanner, Unread
from dlinter.secrets.scanner import Found, Scanner, Segment
from dlinter.secrets.searcher import Engine
from dlinter.sources.fingerprints import Fingerprints
from dlinter.sources.image_config import ImageSource
from dlinter.sources.layers import digest_of, read_layer

RECORD = 1 << 30
"""Bytes of a layer's record: 8 million files with names of 100 bytes."""
_HEAD = struct.Struct("<I")


class LayerFound(Struct):
    """What a layer holds. `databases` are those of package managers by path, `digests` of single files (path
    → algorithm → hex), `blob` the digest of the blob that was read."""

    found: list[Found] = field(default_factory=list)
    members: Members = field(default_factory=Members)
    problems: list[Problem] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    databases: dict[str, bytes] = field(default_factory=dict)
    digests: dict[str, dict[str, str]] = field(default_factory=dict)
    blob: str = ""
    prints: bool = False
    told: set[str] = field(default_factory=set)
    """The inputs for which its problems and unread parts are in the report: two images of one may share a
    layer."""


class LayerReader:
    """Reads layers with one engine, each once: `known` are those of the input that is being read, by blob and
    diffID. `remember` is None where nothing is to be read from or written to the cache folder. `jobs` layers
    are read at a time (0: one for each core); `shared` says that further inputs may hold the same layers."""

    def __init__(
        self,
        engine: Engine,
        remember: LayerCache | None,
        prints: bool,
        jobs: int = 0,
        *,
        shared: bool = False,
    ) -> None:
        self._engine = engine
        self._rules = engine.rules_hash() if remember is not None else ""
        self._cache = remember if self._rules else None
        self._prints = prints
        self._shared = shared
        self.known: dict[tuple[str, str], LayerFound] = {}
        self._by_diff: dict[str, LayerFound] = {}
        self._waiting, self._lock, self._cores = 0, Lock(), jobs or os.cpu_count() or 1

    def begin(self) -> None:
        """Another input: a name means another blob there."""
        self.known = {}

    @staticmethod
    def key(source: ImageSource, index: int) -> tuple[str, str]:
        """What tells the layers of one input apart. Two blobs may claim one diffID, and one blob may be
        claimed to have two."""
        return source.layers[index].name, source.image.layers[index].diff_id

    def read_some(
        self, source: ImageSource, indexes: Sequence[int], advance: Callable[[int], None]
    ) -> Iterator[LayerFound]:
        """Layers, as many at a time as there are cores; what they give is in the order of `indexes`."""
        from concurrent.futures import ThreadPoolExecutor

        self._waiting = len(indexes)
        with ThreadPoolExecutor(self._cores) as pool:
            try:
                yield from pool.map(lambda index: self._one_of_some(source, index, advance), indexes)
            # Ctrl-C: the pool waits for its threads, and one may be in the middle of a dense layer
            except BaseException:
                self._engine.stopped = True
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _one_of_some(self, source: ImageSource, index: int, advance: Callable[[int], None]) -> LayerFound:
        try:
            return self.read(source, index, advance)
        finally:
            with self._lock:
                self._waiting -= 1

    def read(self, source: ImageSource, index: int, advance: Callable[[int], None]) -> LayerFound:
        """A layer, from an earlier input or the cache where it may be. What fails is one of its problems."""
        try:
            return self._read(source, index, advance)
        except Exception as error:  # one layer must not take the others with it
            return LayerFound(
                problems=[
                    Problem(f"layer {index} cannot be scanned: {what_failed(error)}", source.image.name)
                ]
            )

    def _read(self, source: ImageSource, index: int, advance: Callable[[int], None]) -> LayerFound:
        diff_id = source.image.layers[index].diff_id
        earlier = self._by_diff.get(diff_id) if diff_id else None
        if earlier is not None and earlier.blob and earlier.blob == digest_of(source, index, earlier.blob):
            advance(source.image.layers[index].size)
            return earlier
        done = self._remembered(source, index, advance) or self._scan(source, index, advance)
        if diff_id and not done.problems:
            with self._lock:
                self._by_diff.setdefault(diff_id, done)
        return done

    def _remembered(
        self, source: ImageSource, index: int, advance: Callable[[int], None]
    ) -> LayerFound | None:
        diff_id = source.image.layers[index].diff_id
        if self._cache is not None and diff_id:
            stored = self._cache.get(diff_id, self._rules)
            known = unpack(stored.extra) if stored is not None else None
            if (
                stored is not None
                and known is not None
                and (known.prints or not self._prints)
                and known.blob == digest_of(source, index, known.blob)
            ):
                known.found, known.unread = list(stored.found), list(stored.unread)
                advance(source.image.layers[index].size)
                return known
        return None

    def _store(self, diff_id: str, done: LayerFound) -> None:
        # The databases are kept as they are: one that holds a secret would put its raw value into the cache.
        if self._cache is None or any(f.path in done.databases for f in done.found if not f.candidate.sieved):
            return
        if not self._names_a_secret(done):
            self._cache.put(diff_id, self._rules, done.found, done.unread, pack(done))

    def _names_a_secret(self, done: LayerFound) -> bool:
        """Whether the name of a file, or a link's target, is a secret: they are kept as they are."""
        if any(f.part and not f.part.startswith(ATTRIBUTE) and f.candidate.hidden for f in done.found):
            return True
        names = [
            *done.members.links.values(),
            *done.members.paths,
            *(f.inner.encode("utf-8", "replace") for f in done.found),
            *(u.inner.encode("utf-8", "replace") for u in done.unread),
        ]
        data = b"\n".join(dict.fromkeys(names))
        found: list[Found] = []
        Scanner(self._engine, found.append).feed(data, (Segment("", 0, len(data)),), last=True)
        return any(f.candidate.hidden for f in found)

    def _spare(self) -> int:
        """Cores without a layer, for each of the layers that are read or to be read."""
        layers = max(self._waiting, 1)
        return max(self._cores - layers, 0) // layers

    def _scan(self, source: ImageSource, index: int, advance: Callable[[int], None]) -> LayerFound:
        scanners: list[LayerScanner] = []
        databases: list[Databases] = []

        def make(index: int, members: Members) -> LayerConsumer:
            scanners.append(LayerScanner(self._engine, members, spare=self._spare))
            databases.append(Databases(members, scanners[-1]))
            return Fingerprints(members, databases[-1]) if self._prints else databases[-1]

        wanted = self._cache is not None or self._shared
        try:
            read = read_layer(
                source, index, make, advance, digest=wanted, spare=lambda: max(self._waiting, 1) < self._cores
            )
            done = LayerFound(
                members=read.members, problems=read.problems, blob=read.digest, prints=self._prints
            )
        except Exception as error:  # what was found before it is kept
            done = LayerFound(prints=self._prints)
            done.problems.append(
                Problem(
                    f"layer {index} cannot be scanned to its end: {what_failed(error)}", source.image.name
                )
            )
            for scanner in scanners:
                with suppress(Exception):
                    scanner.finish()
        for scanner in scanners:
            done.found += scanner.found
            done.unread += scanner.unread
        for database in databases:
            done.databases.update(database.content)
        diff_id = source.image.layers[index].diff_id
        if diff_id and not done.problems:
            self._store(diff_id, done)
        return done

    def digest(
        self, source: ImageSource, index: int, layer: LayerFound, wanted: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Reads the layer once more for the digests of a few files."""
        missing = {
            path: algorithms
            for path, algorithms in wanted.items()
            if not set(algorithms) <= set(layer.digests.get(path, ()))
        }
        if not missing or layer.problems:
            return
        machines: list[Digests] = []

        def make(index: int, members: Members) -> LayerConsumer:
            machines.append(Digests(members, missing))
            return machines[-1]

        read_layer(source, index, make)
        for path in missing:
            layer.digests[path] = {a: machines[0].made.get(path, {}).get(a, "") for a in missing[path]}
        diff_id = source.image.layers[index].diff_id
        if diff_id:
            self._store(diff_id, layer)


def pack(layer: LayerFound) -> bytes:
    """A layer without what was found in it, compressed."""
    import zstandard

    members = layer.members
    head = {
        "blob": layer.blob, "prints": list(members.prints.items()) if layer.prints else None,
        "digests": layer.digests, "count": len(members),
        "links": {str(at): link.hex() for at, link in members.links.items()},
        "databases": [[path, len(data)] for path, data in layer.databases.items()],
    }  # fmt: skip
    text = json.dumps(head).encode()
    lengths = array("I", (len(path) for path in members.paths))
    parts = [
        _HEAD.pack(len(text)), text, members.starts.tobytes(), members.sizes.tobytes(),
        members.modes.tobytes(), bytes(members.kinds),
        lengths.tobytes(), b"".join(members.paths), *layer.databases.values(),
    ]  # fmt: skip
    return zstandard.ZstdCompressor(level=3).compress(b"".join(parts))


def expanded(data: bytes, limit: int) -> bytes:
    """What one call compressed, which states its size. Raises ValueError for what states more than `limit`,
    or nothing; zstandard's errors."""
    import zstandard

    if not 0 <= zstandard.frame_content_size(data) <= limit:
        raise ValueError("the document has too many bytes")
    return zstandard.ZstdDecompressor().decompress(data)


def unpack(data: bytes) -> LayerFound | None:
    """What `pack` made; None where it is damaged."""
    import zstandard

    try:
        raw = expanded(data, RECORD)
        (size,) = _HEAD.unpack_from(raw)
        at = _HEAD.size + size
        head = json.loads(raw[_HEAD.size : at])
        layer, count = (
            LayerFound(blob=head["blob"], digests=head["digests"], prints=head["prints"] is not None),
            head["count"],
        )
        members = layer.members
        for column in (members.starts, members.sizes, members.modes):
            end = at + count * column.itemsize
            column.frombytes(raw[at:end])
            at = end
        members.kinds += raw[at : at + count]
        at += count
        lengths = array("I")
        lengths.frombytes(raw[at : at + count * lengths.itemsize])
        at += count * lengths.itemsize
        for length in lengths:
            members.paths.append(raw[at : at + length])
            at += length
        members.links = {int(number): bytes.fromhex(link) for number, link in head["links"].items()}
        members.prints = dict(map(tuple, head["prints"] or ()))
        for path, length in head["databases"]:
            layer.databases[path] = raw[at : at + length]
            at += length
    except (zstandard.ZstdError, struct.error, ValueError, KeyError, TypeError, AttributeError, IndexError,
        RecursionError, OverflowError):
        return None
    return layer if at == len(raw) and len(members.starts) == count else None
