"""A build cache as its manifest has it: the keys of results, what each key stands on, and the layers of each
result.

Source: BuildKit's `cache/remotecache/v1/types/spec.go` (the JSON) and `cache/remotecache/v1/chains.go`,
`cachestorage.go` (what it means). A record is one key of one output. Its `digest` is the sha256 of
`OPERATION@OUTPUT`; `inputs` are, for each input of the operation, the records that it may stand on (with a
selector where only some paths of it count); a record without inputs is a source or a content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

MOST_LAYERS = 1_000
"""Layers of one result. A kernel mounts 500 at most (overlayfs)."""


class CacheLayer(Struct, frozen=True):
    """A layer's blob, the layer below it (-1 for none), and the digest of its uncompressed bytes ("" where
    the manifest does not say)."""

    blob: str
    parent: int = -1
    diff_id: str = ""
    size: int = 0


class CacheLink(Struct, frozen=True):
    """One record that an input may be. `selector` is the digest of the paths that are taken from it, "" for
    all of it."""

    record: int
    selector: str = ""


class CacheRecord(Struct, frozen=True):
    """One key. `results` are chains of layers (indexes, lowest first); () where the cache has the key but no
    result for it."""

    digest: str
    inputs: tuple[tuple[CacheLink, ...], ...] = ()
    results: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class CacheManifest:
    """All keys of one cache, in the manifest's order. `inline` says that it came inside an image's config."""

    records: tuple[CacheRecord, ...]
    layers: tuple[CacheLayer, ...] = ()
    inline: bool = False
    _numbers: dict[str, list[int]] = field(default_factory=dict, repr=False, compare=False)
    _links: dict[tuple[str, int, int, str], tuple[int, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _roots: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def numbered(self, digest: str) -> Sequence[int]:
        """The records of an operation's output, by its digest, whatever they stand on."""
        if not self._numbers:
            for number, record in enumerate(self.records):
                self._numbers.setdefault(record.digest, []).append(number)
        return self._numbers.get(digest, ())

    def has(self, digest: str) -> bool:
        """Whether there is a record of that digest."""
        return bool(self.numbered(digest))

    def roots(self, digest: str) -> tuple[int, ...]:
        """The records of a source or content, by its digest: one, or one of each cache that was put
        together."""
        if not self._roots:
            found: dict[str, list[int]] = {}
            for number, record in enumerate(self.records):
                if not record.inputs:
                    found.setdefault(record.digest, []).append(number)
            self._roots.update((key, tuple(numbers)) for key, numbers in found.items())
        return self._roots.get(digest, ())

    def linked(self, digest: str, place: int, record: int, selector: str = "") -> tuple[int, ...]:
        """The records of an operation's output (`digest`) whose input number `place` may be that record with
        that selector."""
        if not self._links:
            found: dict[tuple[str, int, int, str], list[int]] = {}
            for number, entry in enumerate(self.records):
                for at, links in enumerate(entry.inputs):
                    for link in links:
                        found.setdefault((entry.digest, at, link.record, link.selector), []).append(number)
            self._links.update((key, tuple(numbers)) for key, numbers in found.items())
        return self._links.get((digest, place, record, selector), ())

    def chain(self, result: Sequence[int]) -> tuple[CacheLayer, ...]:
        """The layers of a result, lowest first."""
        return tuple(self.layers[n] for n in result)


def combined(manifests: Sequence[CacheManifest]) -> CacheManifest:
    """Several caches as one (`solver/combinedcache.go`): an image for several platforms has one for each."""
    if len(manifests) == 1:
        return manifests[0]
    records, layers = list[CacheRecord](), list[CacheLayer]()
    for manifest in manifests:
        at, below = len(records), len(layers)
        layers += (
            CacheLayer(x.blob, x.parent if x.parent < 0 else x.parent + below, x.diff_id, x.size)
            for x in manifest.layers
        )
        for record in manifest.records:
            inputs = tuple(
                tuple(CacheLink(link.record + at, link.selector) for link in links) for links in record.inputs
            )
            records.append(
                CacheRecord(
                    record.digest, inputs, tuple(tuple(n + below for n in chain) for chain in record.results)
                )
            )
    return CacheManifest(tuple(records), tuple(layers), all(m.inline for m in manifests))


class ManifestError(ValueError):
    """What is not a cache's manifest, or a damaged one: BuildKit imports nothing of it. The message follows
    the name of the input."""


def chains_of(layers: Sequence[CacheLayer]) -> list[tuple[int, ...]]:
    """For each layer the chain from the lowest one to it. Raises ManifestError where they go round, or leave
    the list."""
    chains: list[tuple[int, ...] | None] = [None] * len(layers)
    for start in range(len(layers)):
        path: dict[int, None] = {}
        at = start
        while at != -1 and chains[at] is None:
            if at in path:
                raise ManifestError("has layers that stand on themselves")
            path[at] = None
            at = layers[at].parent
            if not -1 <= at < len(layers):
                raise ManifestError(f"has a layer whose parent is layer {at}, which is not there")
        below = () if at == -1 else chains[at] or ()
        if len(below) + len(path) > MOST_LAYERS:
            raise ManifestError(f"has a result of more than {MOST_LAYERS} layers")
        for number in reversed(path):
            below = (*below, number)
            chains[number] = below
    return [chain or () for chain in chains]


def check_records(records: Sequence[CacheRecord]) -> None:
    """Raises ManifestError where a record stands on one that is not there, or on itself by others
    (`parse.go`, `parseRecord`)."""
    state = bytearray(len(records))
    for root in range(len(records)):
        stack = [(root, iter(_targets(records[root])))] if not state[root] else []
        state[root] = state[root] or 1
        while stack:
            at, targets = stack[-1]
            to = next(targets, None)
            if to is None:
                state[at] = 2
                stack.pop()
            elif not 0 <= to < len(records):
                raise ManifestError(f"has a record whose input is record {to}, which is not there")
            elif state[to] == 1:
                raise ManifestError("has records that stand on themselves")
            elif state[to] == 0:
                state[to] = 1
                stack.append((to, iter(_targets(records[to]))))


def _targets(record: CacheRecord) -> list[int]:
    return [link.record for links in record.inputs for link in links]
