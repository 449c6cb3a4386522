"""Ignores in the comments of build files (YAML, HCL): `# dlint: ignore[rule] reason`.

On a line of its own: the line below with everything that is indented under it (a step, a service, a target). At the end of a
line: that line. `ignore-file[…]`: the file.
"""

from __future__ import annotations

import re

from dlinter.model.text import Span, Text
from dlinter.packs import RuleSet
from dlinter.policy.ignores import _DLINT, Ignore, Ignores, _names


def read_build_ignores(text: Text, rules: RuleSet) -> Ignores:
    """The ignores in the comments of a build file."""
    if b"dlint:" not in text.data:
        return Ignores((), False, text.path)
    entries = []
    for match in re.finditer(_DLINT, text.data):
        line = text.line_of(match.start())
        row = text.line_span(line)
        before = text.data[row.start : match.start()]
        alone = not before.strip(b" \t\xef\xbb\xbf")
        if not alone and before[-1:] not in (b" ", b"\t"):
            continue  # the words stand in a value, not in a comment
        scope: Span | None = _block_below(text, line) if alone else row
        if match[1] == b"ignore-file":
            scope = None
        names = tuple(_names(match, rules))
        if not names:
            continue
        delete = text.full_line_span(line) if alone else Span(row.start + len(before.rstrip(b" \t")), match.end())
        reason = match[3].decode("utf-8", "replace").strip()
        entries.append(Ignore(names, scope, reason, Span(match.start(), match.end()), True, delete))
    return Ignores(tuple(entries), False, text.path)


def _block_below(text: Text, line: int) -> Span:
    """The next line that is no comment, and the lines below it that are indented deeper."""
    first = next((n for n in range(line + 1, text.line_count + 1) if not _blank(text.line(n))), None)
    if first is None:
        return Span(-1, -1)
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
