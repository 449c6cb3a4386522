"""What a worker does: reads one layer from wherever it still is, and gives what is in it as bytes. Runs in a
process of this machine or of another.

A task and its outcome are plain values. What fails is one of the outcome's problems; only an end of the
process itself is the engine's to notice.
"""

from __future__ import annotations

import os
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

from msgspec import Struct, field

from dlinter.fleet.records import layer_record, wanted_digests
from dlinter.fleet.rows import Kind
from dlinter.fleet.tell import kind_of, unlabelled
from dlinter.model.image import Image, ImageConfig, Layer
from dlinter.packs import load_detectors
from dlinter.run.scan.layers import LayerFound, LayerReader
from dlinter.secrets.searcher import Engine
from dlinter.sources import pace
from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.image_config import Blob, ImageSource, Opened
from dlinter.sources.layers import digest_of
from dlinter.sources.open import open_image
from dlinter.sources.reference import Reference
from dlinter.sources.registry import RegistryBlobs

KEPT = 64 << 20
"""Bytes of a compressed layer that are kept in memory until it is judged: some files are looked at once more,
by digest. A larger layer is fetched again where that is needed."""
OPEN = 8
"""Repositories and archives that a worker keeps open: their tokens and indexes are worth some requests."""
REGISTRY, FILE = "registry", "file"
_FOREIGN = re.compile(r"foreign|nondistributable")


class Place(Struct, frozen=True):
    """Where a blob is: of a registry its host and repository, else the name that `dlint scan` takes, and the
    blob's name there."""

    kind: str
    host: str
    name: str
    blob: str


class LayerTask(Struct, frozen=True):
    """One layer to be read. `places` are tried in order. `sort` is that of its row, which tells apart what
    several images claim of one blob."""

    number: int
    digest: str
    diff_id: str
    media_type: str
    size: int
    places: tuple[Place, ...]
    prints: bool = False
    sort: str = ""


class LayerOutcome(Struct):
    """What became of a task. `record` is what `records.layer_of` takes, also where the layer was read in
    part; `problems` are messages with `{layer}` for its label. `read` counts bytes that came, `fetches` how
    often the blob was begun."""

    number: int
    record: bytes = b""
    problems: list[tuple[Kind, str]] = field(default_factory=list)
    read: int = 0
    fetches: int = 0
    seconds: float = 0.0


class Setup(Struct, frozen=True):
    """What a worker needs to know before its first task. `rules` is the client's `rules_hash`: a worker with
    other rules must not take part. `trouble`, for tests, names the digest at which the process ends itself.
    """

    rules: str
    use_cache: bool = True
    rate: float = 0.0
    requests: float = 0.0
    tries: int = 6
    longest: float = 300.0
    trouble: str = ""


class OtherRules(Exception):
    """The worker's dlint or rule packs are not the client's."""


class Worker:
    """The detectors, and what is open. Raises OtherRules."""

    def __init__(self, setup: Setup, engine: Engine | None = None) -> None:
        self.setup = setup
        self.engine = engine or Engine(load_detectors().detectors, use_cache=setup.use_cache)
        if self.engine.rules_hash() != setup.rules:
            raise OtherRules(
                "the worker has another version of dlint, of Python or of a rule pack than this machine"
            )
        pace.use(
            pace.Pace(tries=setup.tries, longest=setup.longest, rate=setup.rate, requests=setup.requests)
        )
        self._open: OrderedDict[tuple[str, ...], RegistryBlobs | Opened] = OrderedDict()

    def scan(self, task: LayerTask) -> LayerOutcome:
        """Reads a layer. Never raises but for what ends a process."""
        began, done = monotonic(), LayerOutcome(task.number)
        if self.setup.trouble and self.setup.trouble == task.digest:
            os.kill(os.getpid(), 9)
        silent: Counter[str] = Counter()  # host → repositories that gave no answer
        best = (-1, -1)
        for place in task.places:
            if silent[place.host] >= SILENT:
                continue
            try:
                source, index, blobs = self._source(task, place)
            except (BlobError, ValueError, OSError) as error:
                if best < (0, 0):
                    done.problems = [(kind_of(str(error)), f"{{layer}} cannot be read: {error}")]
                continue
            found = self._read(source, index, blobs, task)
            problems = [self._problem(p.message, task) for p in found.problems]
            # what was read in part in one place is kept if it is more
            if not problems or (worth := (len(found.found), len(found.members))) > best:
                done.problems, done.record = problems, layer_record(found, self.engine)
                best = worth if problems else best
            settled = not problems or (
                place != task.places[-1] and self._as_stored(source, index, found, problems, task)
            )
            done.read, done.fetches = done.read + blobs.read_bytes, done.fetches + blobs.begun
            if settled:
                break
            silent[place.host] += all(kind in _SILENT for kind, _ in problems)
        done.seconds = monotonic() - began
        return done

    @staticmethod
    def _as_stored(
        source: ImageSource, index: int, found: LayerFound, problems: list[tuple[Kind, str]], task: LayerTask
    ) -> bool:
        """Whether what fails is the layer itself, as its digest says, and not what this place gave for it:
        then no other place has it better."""
        kinds = {kind for kind, _ in problems}
        if kinds <= _EVERYWHERE or (task.digest and found.blob == task.digest):
            return True
        if not task.digest or kinds & _SILENT or kinds & {Kind.GONE, Kind.REFUSED, Kind.FOREIGN}:
            return False
        return digest_of(source, index, task.digest) == task.digest

    def close(self) -> None:
        for _, opened in self._open.items():
            opened.close()
        self._open.clear()

    def _read(self, source: ImageSource, index: int, blobs: KeptBlobs, task: LayerTask) -> LayerFound:
        reader = LayerReader(self.engine, None, task.prints, 1, shared=True)
        found = reader.read(source, index, lambda size: None)
        if not found.problems and (wanted := wanted_digests(found)):
            blobs.replay = True
            try:
                reader.digest(source, index, found, wanted)
            # it is gone meanwhile: then nothing of it is known to be a package's
            except (BlobError, IndexError):
                found.digests = {}
        return found

    def _problem(self, message: str, task: LayerTask) -> tuple[Kind, str]:
        kind, text = kind_of(message), unlabelled(message)
        if kind is Kind.GONE and _FOREIGN.search(task.media_type):
            return (
                Kind.FOREIGN,
                "{layer} is a foreign layer, which its registry does not keep: it was not read",
            )
        return kind, text

    def _source(self, task: LayerTask, place: Place) -> tuple[ImageSource, int, KeptBlobs]:
        if place.kind == REGISTRY:
            registry = self._kept(
                ("registry", place.host, place.name),
                lambda: RegistryBlobs(Reference(place.host, place.name, "", "")),
            )
            assert isinstance(registry, RegistryBlobs)
            name = registry.expect(task.digest, task.size)
            blobs = KeptBlobs(registry)
            layer = Layer(0, task.digest, task.diff_id, task.media_type, task.size)
            return (
                ImageSource(
                    Image("", "", "", ImageConfig(), (layer,), ()),
                    blobs,
                    (Blob(name, task.digest, task.media_type),),
                ),
                0,
                blobs,
            )
        opened = self._kept(("file", place.name), lambda: open_image(place.name))
        assert isinstance(opened, Opened)
        for source in opened.images:
            for index, blob in enumerate(source.layers):
                if blob.name == place.blob and source.image.layers[index].diff_id == task.diff_id:
                    blobs = KeptBlobs(source.blobs)
                    layer = source.image.layers[index]
                    image = Image("", "", "", ImageConfig(), (layer,), ())
                    return ImageSource(image, blobs, (blob,)), 0, blobs
        raise BlobError("the file has no such layer any more: plan again")

    def _kept(
        self, key: tuple[str, ...], make: Callable[[], RegistryBlobs | Opened]
    ) -> RegistryBlobs | Opened:
        if key not in self._open:
            self._open[key] = make()
            while len(self._open) > OPEN:
                self._open.popitem(last=False)[1].close()
        self._open.move_to_end(key)
        return self._open[key]


_EVERYWHERE = frozenset({Kind.ENCRYPTED, Kind.ARTIFACT})
"""Kinds of problems that come of what the image says of the blob: no other repository with the same blob is
without them."""
_SILENT = frozenset({Kind.BUSY, Kind.UNREACHABLE})
SILENT = 2
"""Repositories of one host that give no answer, each after every retry, until the others of that host are
left out."""


class KeptBlobs(Blobs):
    """One blob of others, counted, and kept while it is small: with `replay` it is given once more without
    being fetched."""

    parallel = True

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._whole: list[bytes] | None = None
        self.replay = False
        self.read_bytes = self.begun = 0

    def names(self) -> list[str]:
        return self._blobs.names()

    def has(self, name: str) -> bool:
        return self._blobs.has(name)

    def size(self, name: str) -> int:
        return self._blobs.size(name)

    def chunks(self, name: str) -> Iterator[bytes]:
        if self.replay and self._whole is not None:
            yield from self._whole
            return
        self.begun += 1
        kept, size = list[bytes](), 0
        for chunk in self._blobs.chunks(name):
            size += len(chunk)
            self.read_bytes += len(chunk)
            if size <= KEPT:
                kept.append(chunk)
            else:
                kept.clear()
            yield chunk
        self._whole = kept if size <= KEPT else None


def file_identity(path: Path) -> str:
    """What tells a local file or layout folder from one that was changed: its real path, times and size of
    its index."""
    import hashlib

    real = path.resolve()
    marks = [real, *(real / name for name in ("index.json", "manifest.json"))] if real.is_dir() else [real]
    parts = [str(real)]
    for mark in marks:
        if mark.exists():
            about = mark.stat()
            parts.append(f"{about.st_mtime_ns} {about.st_size}")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
