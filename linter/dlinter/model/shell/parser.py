"""tree-sitter over ranges of a file's bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlinter.model.shell.words import Source
from dlinter.model.text import Span
from dlinter.model.work import TooMuchWork

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

LONGEST = 131_071
"""Bytes of one argument that Linux starts a program with (execve(2), MAX_ARG_STRLEN): no longer `sh -c` can
run."""
CHUNK = 256
READS = 8
"""So often tree-sitter may read each chunk of a script, on average. Scripts are read about once; where the
grammar is lost, it tries all it has read again and again (10,000 of `)` for a minute), and nothing else stops
it."""

NEGATED = 1_000
"""Commands of pipelines that are negated: the grammar takes the square of their number, 6 s for 84 kB of
`a|&! `. No shell runs one; there may be some in texts."""
_NEGATED = re.compile(rb"\|&?\s*!")

_parsers: dict[str, Parser] = {}


def _parser() -> Parser:
    if "bash" not in _parsers:
        import tree_sitter_bash
        from tree_sitter import Language, Parser

        _parsers["bash"] = Parser(Language(tree_sitter_bash.language()))
    return _parsers["bash"]


def parse(data: bytes, ranges: Sequence[Span]) -> tuple[Node, Source]:
    """tree-sitter's root node over ranges of the data, and the source. Raises TooMuchWork where that takes
    too long."""
    from tree_sitter import Range

    if ranges and sum(1 for _ in _NEGATED.finditer(data, ranges[0].start, ranges[-1].end)) > NEGATED:
        raise TooMuchWork(
            f"a script with more than {NEGATED:,} `!` behind a pipe: its commands are not read"
        )

    size = sum(r.end - r.start for r in ranges)
    if size > LONGEST:
        raise TooMuchWork(
            f"a script of more than {LONGEST:,} bytes, with which Linux starts no shell: its commands are "
            "not read"
        )
    parser = _parser()
    # Points are not used by anyone: rows and columns may be nought.
    parser.included_ranges = [Range((0, 0), (0, 0), r.start, r.end) for r in ranges]
    return read_tree(parser, data, size + len(ranges) * CHUNK), Source.of(data, tuple(ranges))


def read_tree(parser: Parser, data: bytes, size: int) -> Node:
    """The root node of a grammar's tree over `size` bytes. Raises TooMuchWork where the grammar gets lost in
    them."""
    left = READS * (size // CHUNK + READS)

    def read(offset: int, point: object) -> bytes:
        nonlocal left
        left -= 1
        return data[offset : offset + CHUNK] if left > 0 else b""

    root = parser.parse(read).root_node
    if left <= 0:
        raise TooMuchWork(
            "a script that is too broken or nested to be read in reasonable time: its commands are not read"
        )
    return root
