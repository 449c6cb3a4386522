"""YAML with places: PyYAML's nodes, read by key, each value with its byte span.

Nothing is constructed: tags (`!reference`, `!reset`) are tolerated, aliases and merge keys followed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.model.builds.values import Value
from dlinter.model.text import BOM, Span, Text

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node, ScalarNode

LARGEST = 2 << 20
"""Bytes of the largest YAML file that is read."""
VALUES = 50_000
"""Scalars and collections of a file, as they are written; a workflow of a thousand lines has some two
thousand."""
MOST = 20_000
"""Scalars taken out of one list of lists."""
MERGED = 100_000
"""Entries that all merge keys of a file bring; in a real one some hundred."""
DEEPEST = 100
"""Collections inside each other; deeper ones are refused before PyYAML recurses into them."""
_TOO_DEEP = f"more than {DEEPEST} collections inside each other"


shape: Callable[[Node], str] = attrgetter("id")
"""`scalar`, `sequence` or `mapping`."""


class YamlError(Exception):
    """The text is no YAML; the message says where, as `line N: …`."""


class Tree(Struct):
    """One YAML document. `root` is None for an empty one. `_bare` are the starts of the scalars without
    quotes in flow collections, `refused` what is not looked at, as `line N: …`."""

    text: Text
    root: Node | None
    _source: str
    _shift: int
    _wide: list[tuple[int, int]] = field(default_factory=list)
    _bare: frozenset[int] = frozenset()
    _items: dict[int, dict[str, tuple[Node, Node]]] = field(default_factory=dict)
    _lines: dict[int, list[Value]] = field(default_factory=dict)
    _merged: int = 0
    refused: list[str] = field(default_factory=list)
    scripts: int = 0
    """Scripts that were read so far."""

    def refuse(self, node: Node, what: str) -> None:
        """Notes that something is not looked at, by the line it begins in."""
        self.refused.append(f"line {self.text.line_of(self.offset(node.start_mark.index))}: {what}")

    def offset(self, index: int) -> int:
        """The byte offset of an index into the decoded text."""
        if not self._wide:
            return index + self._shift
        at = bisect_right(self._wide, (index - 1, 1 << 60)) - 1
        return index + self._shift + (self._wide[at][1] if at >= 0 else 0)

    def ends_at_comma(self, value: Value) -> bool:
        """Whether a comma written after a value would end it: it stands in `[…]` or `{…}`, without quotes."""
        return value.span.start in self._bare

    def span(self, node: Node) -> Span:
        """The span of a node, without the white space and comments that its end mark may run over."""
        start, end = node.start_mark.index, node.end_mark.index
        text = self._source[start:end].rstrip()
        if (
            getattr(node, "flow_style", None) is not True
            and getattr(node, "style", None) is None
            and "\n" in text
        ):
            # The end mark of a block collection stands before the next token: comments come between.
            lines = text.split("\n")
            while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
                lines.pop()
            text = "\n".join(lines).rstrip()
        return Span(self.offset(start), self.offset(start + len(text)))

    def mapping(self, node: Node | None) -> dict[str, Node]:
        """The values of a mapping by key, merge keys (`<<`) filled in; {} for anything else."""
        return {key: value for key, (_, value) in self.items(node).items()}

    def items(self, node: Node | None) -> dict[str, tuple[Node, Node]]:
        """Key → (key node, value node) of a mapping; {} for anything else."""
        if node is None or shape(node) != "mapping":
            return {}
        known = self._items.get(id(node))
        if known is not None:
            return known
        self._items[id(node)] = {}  # what a mapping that merges itself finds in itself
        own: dict[str, tuple[Node, Node]] = {}
        merged: dict[str, tuple[Node, Node]] = {}
        mapping: MappingNode = node  # type: ignore[assignment]
        for key, value in mapping.value:
            if shape(key) != "scalar":
                continue
            if key.value == "<<":
                for source in value.value if shape(value) == "sequence" else (value,):
                    for name, pair in self._merged_from(source, key).items():
                        merged.setdefault(name, pair)
            else:
                own[str(key.value)] = (key, value)
        self._items[id(node)] = found = {**merged, **own}
        return found

    def _merged_from(self, source: Node, key: Node) -> dict[str, tuple[Node, Node]]:
        """What a merge key takes from a mapping, as long as all of them take `MERGED` entries at most."""
        found = self.items(source)
        self._merged += len(found)
        if self._merged <= MERGED:
            return found
        if self._merged - len(found) <= MERGED:  # the first one
            self.refuse(
                key, f"merge keys bring more than {MERGED:,} entries: those from here on are left out"
            )
        return {}

    def sequence(self, node: Node | None) -> list[Node]:
        """The items of a sequence; [] for anything else."""
        return list(node.value) if node is not None and shape(node) == "sequence" else []

    def scalars(self, node: Node | None) -> list[Node]:
        """The scalars of a scalar or of a sequence, nested ones too (GitLab's script lists), `MOST` at most:
        aliases of aliases grow without end."""
        found: list[Node] = []
        todo = [node] if node is not None else []
        steps = 0
        while todo and len(found) < MOST and steps < 10 * MOST:
            steps += 1
            at = todo.pop()
            if shape(at) == "scalar":
                found.append(at)
            elif at.tag != "!reference":
                todo.extend(reversed(self.sequence(at)[:MOST]))
        return found

    def value(self, node: Node | None) -> Value | None:
        """A scalar's text and the span of its content (quotes left out); None for anything else and for
        null."""
        if node is None or shape(node) != "scalar" or node.tag == "tag:yaml.org,2002:null":
            return None
        text = str(node.value)
        at = self._content(node) + (getattr(node, "style", None) in ("'", '"'))
        if text and "\n" not in text and self._source.startswith(text, at):
            return Value(text, Span(self.offset(at), self.offset(at + len(text))))
        places = self.places(node)
        return Value(text, Span(places[0], places[-1]) if text else self.span(node))

    def placed(self, node: Node | None) -> Value | None:
        """A scalar's text with the place of each of its bytes."""
        value = self.value(node)
        return (
            None if value is None or node is None else Value(value.text, value.span, tuple(self.places(node)))
        )

    def lines(self, node: Node | None) -> list[Value]:
        """The items of a list given as a sequence, or as a scalar of lines; blank ones left out."""
        if node is None:
            return []
        if shape(node) == "sequence":
            return [v for item in self.sequence(node) for v in [self.value(item)] if v is not None]
        if id(node) not in self._lines:  # of all lines of a file the places are asked for several times
            self._lines[id(node)] = self._lines_of(node)
        return list(self._lines[id(node)])

    def _lines_of(self, node: Node) -> list[Value]:
        found: list[Value] = []
        whole = self.value(node)
        if whole is None:
            return []
        places, at = self.places(node), 0
        for line in whole.text.split("\n"):
            size = len(line.encode("utf-8", "surrogateescape"))
            text = line.strip()
            if text:
                start = at + len(line[: len(line) - len(line.lstrip())].encode())
                end = start + len(text.encode("utf-8", "surrogateescape"))
                found.append(Value(text, Span(places[start], places[end - 1] + 1)))
            at += size + 1
        return found

    def _content(self, node: Node) -> int:
        """Where a scalar begins after its anchor and tag."""
        start = node.start_mark.index
        match = _PROPERTIES.match(self._source, start, node.end_mark.index)
        return match.end() if match else start

    def places(self, node: Node) -> list[int]:
        """Of each byte of a scalar's value (UTF-8), and of its end, the byte offset in the file."""
        scalar: ScalarNode = node  # type: ignore[assignment]
        value, style = str(scalar.value), scalar.style
        at, stop = self._content(node), node.end_mark.index
        source = self._source
        if style in ("|", ">"):
            at = source.find("\n", at, stop) + 1 or stop
        elif style in ("'", '"'):
            at += 1
            stop -= 1
        places: list[int] = []
        index = 0
        while index < len(value):
            size = _as_written(value, index, style, source, at, stop)
            if size:
                first = self.offset(at)
                places += range(first, first + size)
                at, index = at + size, index + size
                continue
            char = value[index]
            if at < stop and source[at] == char and not (style == '"' and char == "\\") and char not in " \n":
                here, at = at, at + (2 if style == "'" and char == "'" else 1)
            elif style == '"' and at < stop and source[at] == "\\":
                match = _ESCAPE.match(source, at)
                assert match is not None
                if match[0][1:2] in "\r\n":
                    at = match.end()
                    continue
                here, at = at, match.end()
            elif char in " \n":
                here = min(at, stop)
                if at < stop and char == "\n" and style in ("|", ">"):
                    at = self._line_end(at, stop)
                    here = max(here, at - 1)
                elif at < stop and source[at] in " \t\r\n":
                    at = self._folded(at, stop) if style != "|" and _breaks(source, at, stop) else at + 1
            else:
                # Indentation of a block scalar's line.
                skipped = at
                while skipped < stop and source[skipped] != char:
                    skipped += 1
                if skipped >= stop:
                    skipped = at
                here, at = skipped, skipped + 1
            first = self.offset(here)
            places += range(first, first + len(char.encode("utf-8", "surrogateescape")))
            index += 1
        places.append(self.offset(min(at, stop)) if value else self.offset(stop))
        return places

    def _line_end(self, at: int, stop: int) -> int:
        end = self._source.find("\n", at, stop)
        return stop if end < 0 else end + 1

    def _folded(self, at: int, stop: int) -> int:
        while at < stop and self._source[at] in " \t\r\n":
            at += 1
        return at


_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t\r\n]+)+")
_RUN = re.compile(r"[!#-&(-\[\]-~]{1,80}")
"""What every style writes as it is: ASCII without blanks, quotes and backslashes."""
_RUNS = re.compile(r"[!#-&(-\[\]-~][ !#-&(-\[\]-~]{0,80}")
"""With blanks, which a style may have folded."""
_LITERAL = re.compile(r"[!-~][ -~]{0,500}")
"""A literal block scalar is written as it is but for its indentation."""
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)", re.S)


def _as_written(value: str, index: int, style: str | None, source: str, at: int, stop: int) -> int:
    """How many characters of a value stand in the file as they are, as far as one look goes."""
    if source[at : at + 1] != value[index]:
        return 0
    for pattern in (_LITERAL,) if style == "|" else (_RUNS, _RUN):
        run = pattern.match(value, index)
        if run is not None and at + len(run[0]) <= stop and source.startswith(run[0], at):
            return len(run[0])
    return 0


def _breaks(source: str, at: int, stop: int) -> bool:
    while at < stop and source[at] in " \t\r":
        at += 1
    return at < stop and source[at] == "\n"


def read_yaml(text: Text) -> Tree:
    """The first document of a YAML file. Raises YamlError."""
    import yaml

    data = text.data
    if len(data) > LARGEST:
        raise YamlError("line 1: larger than 2 MB")
    shift = len(BOM) if data.startswith(BOM) else 0
    try:
        source = data[shift:].decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, shift + error.start) + 1
        raise YamlError(f"line {line}: is not UTF-8") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth, flow, bare = 0, 0, list[int]()
        for count, event in enumerate(yaml.parse(source, Loader=loader)):
            if count > VALUES:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise YamlError(f"line {line}: more than {VALUES:,} values")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                flow += bool(flow or event.flow_style)
                if depth > DEEPEST:
                    raise YamlError(
                        f"line {event.start_mark.line + 1 if event.start_mark else 1}: {_TOO_DEEP}"
                    )
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
                flow = max(0, flow - 1)
            elif flow and isinstance(event, yaml.ScalarEvent) and not event.style and event.start_mark:
                bare.append(event.start_mark.index)
        root = next(iter(yaml.compose_all(source, Loader=loader)), None)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = str(error.problem or error.context)
        # libyaml reads ahead and has a limit of its own (`MAX_NESTING_LEVEL`, 1000).
        raise YamlError(
            f"line {mark.line + 1 if mark else 1}: {_TOO_DEEP if 'nesting depth' in what else what}"
        ) from None
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        raise YamlError(f"line {line}: {error.reason}") from None
    wide: list[tuple[int, int]] = []
    if len(source) != len(data) - shift:
        extra = 0
        for match in re.finditer(r"[^\x00-\x7f]", source):
            extra += len(match[0].encode()) - 1
            wide.append((match.start(), extra))
    tree = Tree(text, root, source, shift, wide)
    tree._bare = frozenset(tree.offset(index) for index in bare)
    return tree
