"""A build cache made of a build that never ran: the records that BuildKit would export of its operations,
with one layer each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from dlinter.model.cache.keys.causes import Answer, answers
from dlinter.model.cache.keys.convert import convert
from dlinter.model.cache.keys.digests import CONTENT, output_digest
from dlinter.model.cache.keys.graph import BaseImage, BuildOptions, Graph, Source
from dlinter.model.cache.keys.match import Matcher
from dlinter.model.cache.keys.operations import Platform
from dlinter.model.cache.keys.tree import FILE, FOLDER, Entry, Tree
from dlinter.model.cache.manifest import CacheLayer, CacheLink, CacheManifest, CacheRecord
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text
from dlinter.values import replace

BASE = BaseImage("sha256:" + "a" * 64, ("sha256:" + "b" * 64,), ("PATH=/bin",))
Files = Mapping[str, str | tuple[str, int]]


def _once(data: bytes) -> tuple[bytes, ...]:
    return (data,)


def tree_of(files: Files) -> Tree:
    """A context: path → text, or text and mode."""
    tree = Tree()
    for path, given in files.items():
        text, mode = given if isinstance(given, tuple) else (given, 0o644)
        for at in range(1, path.count("/") + 1):
            folder = "/".join(path.split("/")[:at])
            if folder not in tree.entries:
                tree.add(folder, Entry(FOLDER, 0o755))
        data = text.encode()
        tree.add(path, Entry(FILE, mode, size=len(data), chunks=partial(_once, data)))
    return tree


@dataclass
class Build:
    """A Dockerfile, its context, its options and its base images by name (others are BASE)."""

    text: str
    files: Files = field(default_factory=dict)
    options: BuildOptions = field(default_factory=BuildOptions)
    bases: Mapping[str, BaseImage] = field(default_factory=dict)
    outputs: Mapping[int, Files] = field(default_factory=dict)
    """What steps leave behind, by line."""

    def graph(self) -> Graph:
        def find(name: str, platform: Platform) -> BaseImage:
            return self.bases.get(name, BASE)

        return convert(read(Text(self.text.encode(), "Dockerfile")), self.options, find)

    def with_(self, old: str, new: str) -> Build:
        assert old in self.text
        return replace(self, text=self.text.replace(old, new))


def export(
    build: Build, *, inline: bool = False
) -> tuple[CacheManifest, Callable[[Sequence[CacheLayer]], Tree]]:
    """The cache of a build, and what loads its layers. `inline`: only the steps of the last stage have
    results."""
    graph = build.graph()
    records: list[CacheRecord] = []
    layers: list[CacheLayer] = []
    known: dict[tuple[str, str], int] = {}
    own: dict[int, list[int]] = {}
    trees: dict[str, Tree] = {}
    context = tree_of(build.files)

    def load(chain: Sequence[CacheLayer]) -> Tree:
        return trees[chain[-1].blob]

    def root(digest: str) -> int:
        if ("root", digest) not in known:
            known["root", digest] = len(records)
            records.append(CacheRecord(digest))
        return known["root", digest]

    last = max((row.stage for row in graph.rows), default=0)
    matcher = Matcher(graph, CacheManifest(()), lambda: context, load)
    for node in graph.nodes:
        trees[f"sha256:{node.number:064x}"] = tree_of(build.outputs.get(node.line, {}))
        if node.source is Source.IMAGE:
            own[node.number] = [root(output_digest(key)) for key in node.keys]
        if node.operation is None:
            continue
        inputs = []
        for link in node.inputs:
            links = [CacheLink(record, link.selector) for record in own.get(link.node, ())]
            if link.content is not None:
                if graph.nodes[link.node].line in build.outputs:
                    matcher._trees[link.node] = trees[f"sha256:{link.node:064x}"]
                key = matcher._content(link)
                if key is not None:
                    links.append(CacheLink(root(output_digest(key, CONTENT))))
            inputs.append(tuple(links))
        results: tuple[tuple[int, ...], ...] = ()
        if not inline or node.stage == last:
            results = ((len(layers),),)
            layers.append(CacheLayer(f"sha256:{node.number:064x}"))
        own[node.number] = [len(records)]
        records.append(CacheRecord(output_digest(node.key), tuple(inputs), results))
    return CacheManifest(tuple(records), tuple(layers), inline), load


def against(
    new: Build, old: Build, *, inline: bool = False, alternatives: Sequence[Build] = ()
) -> dict[int, Answer]:
    """Line → what the cache of `old` has of `new`."""
    manifest, load = export(old, inline=inline)
    context = tree_of(new.files)
    matcher = Matcher(new.graph(), manifest, lambda: context, load)
    matcher.run()
    found = answers(matcher, [build.graph() for build in alternatives])
    # A cause is told of each miss and of nothing else; what is not known says why.
    assert all(
        (answer.hit is False) == (answer.miss is not None)
        and (answer.hit is not None or not answer.built or bool(answer.why))
        for answer in found
    )
    return {answer.row.line: answer for answer in found}


def hits(new: Build, old: Build, *, inline: bool = False) -> str:
    """One letter a step that is not a FROM: `h`it, `m`iss, `?` not known."""
    found = against(new, old, inline=inline)
    return "".join(
        {True: "h", False: "m", None: "?"}[a.hit]
        for line, a in sorted(found.items())
        if a.row.instruction != "FROM"
    )
