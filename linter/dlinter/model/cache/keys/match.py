"""Which steps of a build a cache has, as BuildKit's solver finds them (`solver/edge.go`, `cachemanager.go`,
`remotecache/v1/cachestorage.go`).

An operation is in the cache where a record of its digest stands, for every input, on a record that the input
is: by the input's own key, or by the key of the content that is taken from it. It hits where that record has
a result. What nobody needs is not asked for: the steps below a hit count as hits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.model.cache.keys.commands import POSIX, Refused, commands_of, names_of
from dlinter.model.cache.keys.content import NotThere, Selector, content_digest
from dlinter.model.cache.keys.digests import CONTENT, output_digest
from dlinter.model.cache.keys.execution import Execution, same_layer, understood
from dlinter.model.cache.keys.graph import Graph, Input, Node, Source, reached
from dlinter.model.cache.keys.operations import Exec
from dlinter.model.cache.keys.tree import TooManyLinks, Tree, Unreadable
from dlinter.model.cache.manifest import CacheLayer, CacheManifest

if TYPE_CHECKING:
    from dlinter.model.cache.keys.presumed import Presumed

LoadContext = Callable[[], Tree]
"""The build context; raises Unreadable where it cannot be had."""
LoadLayers = Callable[[Sequence[CacheLayer]], Tree]
"""The tree of a chain of layers; raises Unreadable."""

MOST_HELD = 2_000_000
"""Files of all steps together that are held: each step that is done again has a tree of its own."""
TOO_MANY = (
    f"the steps that are rebuilt have more than {MOST_HELD:,} files together: what they make is not looked at"
)


class Miss(StrEnum):
    """Why a step is not in the cache: the causes of `dlint diff`."""

    BASE = "base"
    INSTRUCTION = "instruction"
    ARGUMENT = "argument"
    CONTEXT = "context"
    REMOTE = "remote"
    STAGE = "stage"
    PLATFORM = "platform"
    NO_CACHE = "no-cache"
    CACHE_MISSING = "cache-missing"
    ORDER = "order"
    STANDS_ON = "stands-on"


class _Wanted(StrEnum):
    """What is asked of a node."""

    KEYS = "keys"
    RESULT = "result"


class Found(Struct):
    """What the cache has of one node. `records` are the keys that it is; `sure` says that there can be no
    others, else `why` says what is not known. `inputs` are, for each input, the records of this operation
    that stand on what the input is, and whether those are all."""

    records: frozenset[int] = frozenset()
    sure: bool = True
    why: str = ""
    inputs: tuple[tuple[frozenset[int], bool], ...] = ()


class Verdict(Struct):
    """One node of the build. `hit`: True, False, None where it is not known (`why`) or not asked for.
    `by_content`: found by what it takes, though what it takes it from was built again."""

    hit: bool | None = None
    why: str = ""
    miss: Miss | None = None
    place: int = -1
    """Number of the input that the miss comes from; -1 for none."""
    by_content: bool = False


class Matcher(Struct):
    """The verdicts on all nodes of a graph against one cache."""

    graph: Graph
    manifest: CacheManifest
    load_context: LoadContext
    load_layers: LoadLayers
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    _found: dict[int, Found] = field(default_factory=dict)
    _slow: dict[int, Found] = field(default_factory=dict)
    _trees: dict[int, Tree | str | None] = field(default_factory=dict)
    _contents: dict[tuple[int, tuple[Selector, ...]], str | None] = field(default_factory=dict)
    _reasons: dict[int, str] = field(default_factory=dict)
    _trusted: frozenset[str] | None = None
    _presumed: Presumed | None = None
    _held: int = 0
    """Files of all trees."""

    def run(self) -> dict[int, Verdict]:
        """A verdict for each node that the result stands on. Nodes come before what stands on them."""
        wanted: dict[int, _Wanted] = {} if self.graph.result is None else {self.graph.result: _Wanted.RESULT}
        for node in reversed(self.graph.nodes):
            level = wanted.get(node.number)
            if level is None:
                continue
            verdict = self.verdicts[node.number] = self._verdict(node, certain=level is _Wanted.RESULT)
            for link in node.inputs:
                asked = self._wanted(node, link, verdict, level)
                if asked is not None and wanted.get(link.node) is not _Wanted.RESULT:
                    wanted[link.node] = asked
        below = reached(self.graph, [] if self.graph.result is None else [self.graph.result])
        for node in self.graph.nodes:
            if node.number in below and node.number not in self.verdicts:
                self.verdicts[node.number] = Verdict(True)
        # What stands behind a node that is not known is part of the build, too: its inputs are not known.
        for row in self.graph.rows:
            for number in row.nodes:
                if number not in self.verdicts:
                    self.verdicts[number] = self._verdict(self.graph.nodes[number], certain=False)
        return self.verdicts

    def _wanted(self, node: Node, link: Input, verdict: Verdict, level: _Wanted) -> _Wanted | None:
        """What a node wants of an input: its result where the node runs, or where the files are looked at to
        find the node; else its keys, which may in turn hang on files (`edge.go`, `desiredStateDep`)."""
        if verdict.hit is True and not verdict.by_content:
            return None
        if self._asked(node, link) or (level is _Wanted.RESULT and verdict.hit is False):
            return _Wanted.RESULT
        return _Wanted.KEYS

    def _asked(self, node: Node, link: Input) -> bool:
        """Whether the files of an input are looked at for its content's key: where its own key finds nothing,
        and they are not sent anyway."""
        return (
            link.content is not None
            and not node.unknown
            and not self._by_key(node, node.inputs.index(link), link)[0]
        )

    # -- verdicts --------------------------------------------------------------------------------------------

    def _verdict(self, node: Node, *, certain: bool) -> Verdict:
        if node.source is not None:
            return self._source(node)
        if node.unknown:
            return Verdict(None, node.unknown)
        if node.ignored:
            return Verdict(False, miss=Miss.NO_CACHE)
        fast = self.found(node.number)
        if self._result(fast):
            return Verdict(True, by_content=node.number in self._slow)
        slow = fast
        if not fast.sure:
            self._look_at_files(node.number)
            slow = self._slow.get(node.number, fast)
            if self._result(slow):
                return Verdict(True, by_content=True)
        if not slow.sure and self._possible(slow):
            return Verdict(None, slow.why)
        if not slow.sure and self.known_operation(node) and not slow.records and not self._definite(slow):
            return Verdict(False, miss=Miss.CACHE_MISSING)
        if slow.records:
            return (
                Verdict(False, miss=Miss.CACHE_MISSING)
                if certain
                else Verdict(
                    None,
                    "whether it is needed depends on a step whose result is not known",
                    Miss.CACHE_MISSING,
                )
            )
        return self._missed(node, slow)

    def _look_at_files(self, start: int) -> None:
        """Finds a node, and those that it stands on, by the content that they take of other stages.
        Iterative, for stages are long."""
        todo = [(start, False)]
        while todo:
            number, ready = todo.pop()
            node = self.graph.nodes[number]
            if (
                number in self._slow
                or node.source is not None
                or node.unknown
                or node.ignored
                or not self.known_operation(node)
            ):
                continue
            if self.found(number).sure or (number != start and self.found(number).records):
                continue
            if not ready:
                todo += [(number, True), *((link.node, False) for link in node.inputs)]
                continue
            found = self._lookup(node, by_content=True)
            if not found.sure and not self._result(found):
                presumed = self._lookup(node, by_content=True, presume=True)
                found = presumed if self._result(presumed) else found
            self._slow[number] = found

    def _source(self, node: Node) -> Verdict:
        if node.source is Source.IMAGE and not node.unknown:
            found = self.found(node.number)
            return (
                Verdict(True)
                if found.records
                else Verdict(False, miss=Miss.BASE)
                if found.sure
                else Verdict(None, found.why)
            )
        if node.source is Source.CONTEXT:
            return Verdict(None)
        return Verdict(None, node.unknown)

    def _missed(self, node: Node, found: Found) -> Verdict:
        """The cause of a miss: what it stands on, its own operation, or what it takes."""
        if not self.known_operation(node):
            return Verdict(False, miss=Miss.INSTRUCTION)
        for place, (link, (records, sure)) in enumerate(zip(node.inputs, found.inputs, strict=True)):
            if link.content is not None and sure and not records:
                source = self.graph.nodes[link.node].source
                kind = {
                    Source.CONTEXT: Miss.CONTEXT,
                    Source.REMOTE: Miss.REMOTE,
                    Source.IMAGE: Miss.BASE,
                }.get(source or Source.OTHER, Miss.STAGE)
                return Verdict(False, miss=kind, place=place)
        return Verdict(
            False,
            miss=Miss.STANDS_ON,
            place=next((at for at, (records, _) in enumerate(found.inputs) if not records), 0),
        )

    def known_operation(self, node: Node) -> bool:
        """Whether the cache has the operation at all, whatever it stands on."""
        return self.manifest.has(output_digest(node.key))

    def _result(self, found: Found) -> bool:
        return any(self.manifest.records[number].results for number in found.records)

    def _possible(self, found: Found) -> bool:
        """Whether a record with a result is left that the inputs which are known for sure allow."""
        sure = [records for records, certain in found.inputs if certain]
        if not sure:
            return True
        return any(self.manifest.records[number].results for number in frozenset.intersection(*sure))

    @staticmethod
    def _definite(found: Found) -> bool:
        """Whether an input is known for sure to be none that the cache knows."""
        return any(certain and not records for records, certain in found.inputs)

    # -- records ---------------------------------------------------------------------------------------------

    def found(self, number: int) -> Found:
        """The records that a node is by keys alone, with the content of the build context. Iterative, for
        stages are long."""
        todo = [number]
        while todo:
            at = todo[-1]
            if at in self._found:
                todo.pop()
                continue
            missing = [i.node for i in self.graph.nodes[at].inputs if i.node not in self._found]
            if missing:
                todo.extend(missing)
                continue
            self._found[at] = self._make(self.graph.nodes[at])
            todo.pop()
        return self._slow.get(number) or self._found[number]

    def _make(self, node: Node) -> Found:
        if node.source is Source.IMAGE and not node.unknown:
            found = frozenset(root for key in node.keys for root in self.manifest.roots(output_digest(key)))
            return Found(
                found,
                sure=len(node.keys) > 1 or bool(found),
                why=f"the layers of `{node.name}` are not known",
            )
        if node.source is not None:
            return Found(sure=node.source is Source.CONTEXT, why=node.unknown)
        if node.unknown:
            return Found(sure=False, why=node.unknown)
        if node.ignored:
            return Found()
        return self._lookup(node, by_content=False)

    def _lookup(self, node: Node, *, by_content: bool, presume: bool = False) -> Found:
        """`presume`: the content of an input that is not known may be that which its commands would make; one
        that the cache has is no chance."""
        if not node.inputs:
            return Found(frozenset(self.manifest.roots(output_digest(node.key))))
        inputs, why = list[tuple[frozenset[int], bool]](), ""
        for place, link in enumerate(node.inputs):
            records, sure, reason = self._by_key(node, place, link)
            if link.content is not None and (self._is_context(link) or by_content):
                more, also, reason = self._by_content(node, place, link, presume=presume)
                records, sure = records | more, sure and also
            elif link.content is not None:
                sure = False
            if not sure:
                why = why or reason
            inputs.append((records, sure))
        common = frozenset.intersection(*(records for records, _ in inputs))
        return Found(common, all(sure for _, sure in inputs), why, tuple(inputs))

    def _by_key(self, node: Node, place: int, link: Input) -> tuple[frozenset[int], bool, str]:
        below = self._slow.get(link.node) or self._found.get(link.node) or self.found(link.node)
        digest = output_digest(node.key)
        found = frozenset(
            n for record in below.records for n in self.manifest.linked(digest, place, record, link.selector)
        )
        return found, below.sure, below.why

    def _by_content(
        self, node: Node, place: int, link: Input, *, presume: bool = False
    ) -> tuple[frozenset[int], bool, str]:
        known = self._content(link)
        key = known or (self._presumed_content(link) if presume else None)
        if key is None:
            return frozenset(), False, self._reasons.get(link.node, "")
        digest = output_digest(node.key)
        roots = self.manifest.roots(output_digest(key, CONTENT))
        return (
            frozenset(n for root in roots for n in self.manifest.linked(digest, place, root)),
            known is not None,
            self._reasons.get(link.node, ""),
        )

    def _is_context(self, link: Input) -> bool:
        return self.graph.nodes[link.node].source is Source.CONTEXT

    # -- content ---------------------------------------------------------------------------------------------

    def _content(self, link: Input) -> str | None:
        """The key of what is taken of an input; None where it is not known, and why is kept."""
        place = (link.node, link.content or ())
        if place not in self._contents:
            self._contents[place] = self._content_of(link)
        return self._contents[place]

    def _content_of(self, link: Input) -> str | None:
        try:
            return content_digest(self.tree(link.node), link.content or ())
        except NotThere as error:
            self._reasons[link.node] = f"`{error}` is not there: the build would fail"
        except TooManyLinks as error:
            self._reasons[link.node] = f"`{error}` leads from link to link without end"
        except Unreadable as error:
            self._reasons[link.node] = str(error)
        return None

    def _presumed_content(self, link: Input) -> str | None:
        """The key of what is taken of an input whose files are not known, if its commands do what they
        say."""
        from dlinter.model.cache.keys.presumed import Presumed

        if self._presumed is None:
            self._presumed = Presumed(self.graph, self.tree, MOST_HELD)
        try:
            return content_digest(self._presumed.tree(link.node), link.content or ())
        except (NotThere, TooManyLinks, Unreadable):
            return None

    def tree(self, number: int) -> Tree:
        """The files of a node. Raises Unreadable. Iterative, for stages are long."""
        todo = [number]
        while todo:
            at = todo[-1]
            operation = self.graph.nodes[at].operation
            below = [link.node for link in self.graph.nodes[at].inputs if link.node not in self._trees]
            if isinstance(operation, Exec) and not understood(operation):
                below = []
            if at not in self._trees and below and not self._layers_of(at):
                todo += below
                continue
            if at not in self._trees:
                try:
                    self._trees[at] = made = self._load(self.graph.nodes[at])
                    self._held += len(made.entries)
                    if self._held > MOST_HELD:
                        self._trees[at] = TOO_MANY
                except Unreadable as error:
                    self._trees[at] = str(error)
            todo.pop()
        found = self._trees[number]
        if not isinstance(found, Tree):
            raise Unreadable(found or "it is empty")
        return found

    def _load(self, node: Node) -> Tree:
        from dlinter.model.cache.keys.outputs import output_of

        if node.source is Source.CONTEXT:
            return self.load_context()
        layers = self._layers_of(node.number)
        if layers:
            return self.load_layers(layers)
        trusted = self.trusted if isinstance(node.operation, Exec) else frozenset[str]()
        return output_of(self.graph, node, self.tree, trusted)

    def _layers_of(self, number: int) -> tuple[CacheLayer, ...]:
        """The layers that the cache has of a node; () where it has none."""
        results = (
            result
            for record in sorted(self.found(number).records)
            for result in self.manifest.records[record].results
        )
        return self.manifest.chain(next(results, ()))

    @property
    def trusted(self) -> frozenset[str]:
        """Commands that do what they say: plain ones of POSIX, and those that a RUN in the cache shows to. A
        RUN is done again on the layers below it, and has to make its own layer; one that makes another one
        takes the trust away."""
        if self._trusted is None:
            self._trusted = frozenset()  # what is looked at for evidence needs no trust
            shown, refuted = set[str](), set[str]()
            for node in self.graph.nodes:
                if isinstance(node.operation, Exec):
                    names, does = self._shown(node.operation, output_digest(node.key))
                    (shown if does else refuted).update(names)
            self._trusted = (POSIX | shown) - refuted
        return self._trusted

    def _shown(self, operation: Exec, digest: str) -> tuple[frozenset[str], bool]:
        """The commands of a RUN, and whether all its results in the cache are what they write; no commands
        where that cannot be told."""
        results = [
            result
            for number in self.manifest.numbered(digest)
            for result in self.manifest.records[number].results
            if len(result) > 1
        ]
        if not results:
            return frozenset(), True
        try:
            names = names_of(commands_of(operation))
            for result in results:
                chain = self.manifest.chain(result)
                done = Execution(operation, self.load_layers(chain[:-1]).copy())
                done.run()
                if not same_layer(done, self.load_layers(chain[-1:])):
                    return names, False
        except (Refused, TooManyLinks, Unreadable):
            return frozenset(), True
        return names, True
