"""Ignores in the comments of build files (YAML, HCL): `# dlint: ignore[rule] reason`.

On a line of its own: the line below with everything that is indented under it (a step, a service, a target).
At the end of a line: that line. `ignore-file[…]`: the file.
"""

from __future__ import annotations

from dlinter.model.ignore import MalformedIgnore
from dlinter.model.text import Span, Text
from dlinter.packs import RuleSet
from dlinter.policy.ignores import NOWHERE, Ignore, Ignores
from dlinter.policy.own_ignores import own_comments


def read_build_ignores(text: Text, rules: RuleSet) -> Ignores:
    """The ignores in the comments of a build file."""
    if b"dlint" not in text.data.lower():
        return Ignores((), False, text.path)
    entries: list[Ignore] = []
    malformed: list[MalformedIgnore] = []
    blocks = _Blocks(text)
    for found in own_comments(text, rules):
        line = text.line_of(found.span.start)
        row = text.line_span(line)
        before = text.data[row.start : found.span.start]
        alone = not before.strip(b" \t\xef\xbb\xbf")
        if not alone and before[-1:] not in (b" ", b"\t"):
            continue  # the words are in a value, not in a comment
        malformed += found.malformed
        if found.names:
            scope = None if found.whole_file else blocks.below(line) if alone else row
            delete = (
                text.full_line_span(line)
                if alone
                else Span(row.start + len(before.rstrip(b" \t")), found.span.end)
            )
            entries.append(Ignore(found.names, scope, found.reason, found.span, True, delete))
    return Ignores(tuple(entries), False, text.path, tuple(malformed))


class _Blocks:
    """What is indented under each line, found for all of them in one walk when first asked for."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._below: list[int] = []
        self._last: dict[int, int] = {}

    def below(self, line: int) -> Span:
        """The next line that is no comment, and the lines below it that are indented deeper."""
        if not self._below:
            self._walk()
        first = self._below[line + 1]
        if not first:
            return NOWHERE
        return Span(self._text.line_span(first).start, self._text.line_span(self._last[first]).end)

    def _walk(self) -> None:
        """`_below` is the first line from a line on that is no comment (0 for none), `_last` the last line of
        the block that a line begins."""
        count = self._text.line_count
        self._below = [0] * (count + 2)
        going_on: list[tuple[int, int]] = []  # lines whose blocks do, with their indentation, which grows
        before, rows = 0, [self._text.line(number) for number in range(1, count + 1)]
        for number, row in enumerate(rows, 1):
            if not row.strip():
                continue
            while going_on and going_on[-1][1] >= _indent(row):
                self._last[going_on.pop()[0]] = before
            going_on.append((number, _indent(row)))
            before = number
        self._last.update((number, before) for number, _ in going_on)
        for number in range(count, 0, -1):
            self._below[number] = self._below[number + 1] if _blank(rows[number - 1]) else number


def _blank(row: str) -> bool:
    return not row.strip() or row.lstrip().startswith(("#", "//"))


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
