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
    for found in own_comments(text, rules):
        line = text.line_of(found.span.start)
        row = text.line_span(line)
        before = text.data[row.start : found.span.start]
        alone = not before.strip(b" \t\xef\xbb\xbf")
        if not alone and before[-1:] not in (b" ", b"\t"):
            continue  # the words are in a value, not in a comment
        malformed += found.malformed
        if found.names:
            scope = None if found.whole_file else _block_below(text, line) if alone else row
            delete = (
                text.full_line_span(line)
                if alone
                else Span(row.start + len(before.rstrip(b" \t")), found.span.end)
            )
            entries.append(Ignore(found.names, scope, found.reason, found.span, True, delete))
    return Ignores(tuple(entries), False, text.path, tuple(malformed))


def _block_below(text: Text, line: int) -> Span:
    """The next line that is no comment, and the lines below it that are indented deeper."""
    first = next((n for n in range(line + 1, text.line_count + 1) if not _blank(text.line(n))), None)
    if first is None:
        return NOWHERE
    indent, last = _indent(text.line(first)), first
    for number in range(first + 1, text.line_count + 1):
        row = text.line(number)
        if not row.strip():
            continue
        if _indent(row) <= indent:
            break
        last = number
    return Span(text.line_span(first).start, text.line_span(last).end)


def _blank(row: str) -> bool:
    return not row.strip() or row.lstrip().startswith(("#", "//"))


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
