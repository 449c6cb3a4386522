"""What an editor shows of a place: the cost of the instruction, and the text of the rules that found
something there, or that an ignore names."""

from __future__ import annotations

from dlinter.model.builds.names import is_data
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Span
from dlinter.policy.own_ignores import own_comments
from dlinter.report import help_uri
from dlinter.report.sarif_rules import plain
from dlinter.rule import AnyRule
from dlinter.server.cost import Cost, row_at, told
from dlinter.server.diagnostics import at
from dlinter.server.documents import Document
from dlinter.server.linter import Examined, Linter

RULES = 3
"""So many rules are explained in one hover."""


def hover(
    document: Document, examined: Examined, linter: Linter, cost: Cost | None, offset: int, markdown: bool
) -> str:
    """"" where there is nothing to say."""
    here = Span(offset, offset)
    ids = dict.fromkeys(r.rule.id for r in at(document, examined, here))
    ids |= dict.fromkeys(_ignored(document, linter, offset))
    rules = [linter.rules.by_id[i] for i in list(ids)[:RULES] if i in linter.rules.by_id]
    parts = []
    if cost is not None and not is_data(document.text.path):
        row = row_at(cost, _first_line(document, offset))
        if row is not None:
            parts.append(told(cost, row))  # first: it is short, and about this line
    parts += [_text(rule) for rule in rules]
    text = "\n\n---\n\n".join(parts)
    return text if markdown else plain(text)


def _text(rule: AnyRule) -> str:
    body = "\n".join(
        f"##{line}" if line.startswith("## ") else line for line in (rule.doc or "").strip().splitlines()
    )
    return f"### {rule.id}\n\n{body}\n\n[{rule.id}]({help_uri(rule.id)})"


def _ignored(document: Document, linter: Linter, offset: int) -> list[str]:
    """The rules that an ignore names at an offset."""
    if b"dlint" not in document.text.data:
        return []
    names = [n for comment in own_comments(document.text, linter.rules) for n in comment.names]
    return [
        i
        for n in names
        if n.span is not None and n.span.start <= offset <= n.span.end
        for i in sorted(n.rules)
    ]


def _first_line(document: Document, offset: int) -> int:
    """The 1-based line on which the instruction at an offset begins; 0 between instructions."""
    for instruction in read(document.text).instructions:
        if instruction.span.start <= offset <= instruction.span.end:
            return instruction.first_line
    return 0
