"""tree-sitter over ranges of a file's bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlinter.model.shell.words import Source
from dlinter.model.text import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_parsers: dict[str, Parser] = {}


def _parser() -> Parser:
    if "bash" not in _parsers:
        import tree_sitter_bash
        from tree_sitter import Language, Parser

        _parsers["bash"] = Parser(Language(tree_sitter_bash.language()))
    return _parsers["bash"]


def parse(data: bytes, ranges: Sequence[Span]) -> tuple[Node, Source]:
    """tree-sitter's root node over ranges of the data, and the source."""
    from tree_sitter import Range

    parser = _parser()
    # Points are not used by anyone: rows and columns may be nought.
    parser.included_ranges = [Range((0, 0), (0, 0), r.start, r.end) for r in ranges]
    return parser.parse(data).root_node, Source.of(data, tuple(ranges))
