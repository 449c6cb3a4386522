"""For a comment, a wiki page or a job summary: the same as text, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from dlinter.fleet.report.groups import Group
from dlinter.fleet.report.view import View
from dlinter.fleet.report.words import left_out, origin_of, owners_of, reason_of, summary
from dlinter.report.edge import harmless
from dlinter.report.plain import clean

ABOUT = "tables for a comment, a wiki page or a job summary"
ENDINGS: tuple[str, ...] = (".md", ".markdown")
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\|*_[]<>#~!&"} | {"@": "&#64;"})
_ORIGINS = 2


def write(view: View, out: TextIO) -> None:
    for line in _lines(view):
        out.write(harmless(line) + "\n")


def escaped(text: str) -> str:
    """Text in a cell: what stands in backticks is code, nothing else is Markdown, and nobody is notified."""
    pieces = clean(text).split("`")
    if len(pieces) % 2 == 0:
        return clean(text).replace("`", "'").translate(_MARKS)
    return "".join(
        f"`{piece.replace('|', chr(92) + '|')}`" if at % 2 and piece else piece.translate(_MARKS)
        for at, piece in enumerate(pieces)
    )


def _lines(view: View) -> Iterator[str]:
    yield from (f"## dlint: {escaped(view.name)}", "", f"**{view.verdict}**", "")
    yield from (f"- {escaped(line)}" for line in summary(view))
    for title, groups, word in (("Secrets", view.secrets, "secret"), ("Other findings", view.others, "row")):
        if groups:
            shown = view.shown(groups)
            yield from _table(title, shown, view)
            yield from ("", *(escaped(line) for line in left_out(len(shown), len(groups), word)))
    if view.owners:
        yield from (
            "",
            "### Owners",
            "",
            "| owner | secrets | findings | new | images with findings | images |",
            "|---|--:|--:|--:|--:|--:|",
        )
        for share in view.most(view.owners):
            yield (
                f"| {escaped(share.name) or 'nobody'} | {share.secrets:,} | {share.findings:,} | "
                f"{share.new:,} | {share.images_with_findings:,} | {share.images:,} |"
            )
    if view.unread:
        yield from (
            "",
            "### Not read",
            "",
            "An image of which something was not read is never clean.",
            "",
            "| level | what | for example |",
            "|---|---|---|",
        )
        for row in view.unread:
            example = "<br>".join(
                f"{escaped(subject)}: {escaped(message)}" for subject, message in row.examples[:1]
            )
            yield f"| {row.level} | {escaped(reason_of(row))} | {example} |"


def _table(title: str, groups: list[Group], view: View) -> Iterator[str]:
    owned = view.choice.owners is not None
    yield from (
        "",
        f"### {title}",
        "",
        f"| severity | what | images | repositories | new | where from |{' owners |' * owned}",
        f"|---|---|--:|--:|--:|---|{'---|' * owned}",
    )
    for group in groups:
        origins = [origin_of(origin, first=at == 0) for at, origin in enumerate(group.origins[:_ORIGINS])]
        origins += [f"and {len(group.origins) - _ORIGINS:,} other places"] * (len(group.origins) > _ORIGINS)
        cells = [
            group.severity.value,
            f"{escaped(group.name)}<br>`{group.rule}`",
            f"{group.images:,}",
            f"{group.repositories:,}",
            f"{group.new:,}",
            "<br>".join(map(escaped, origins)),
        ]
        yield f"| {' | '.join([*cells, *([escaped(owners_of(group))] if owned else [])])} |"
