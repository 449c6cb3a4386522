"""For a terminal: what was read, each secret with its spread and its base, other rules, whose it is, and what
was not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from dlinter.fleet.report.groups import Group
from dlinter.fleet.report.view import TOP, View
from dlinter.fleet.report.words import (
    command_of,
    count,
    left_out,
    names_with,
    origin_of,
    owners_of,
    reason_of,
    spread,
    summary,
)
from dlinter.report.edge import harmless
from dlinter.report.plain import clean

ABOUT = "for a terminal"
ENDINGS: tuple[str, ...] = (".txt",)
_ORIGINS = 3


def write(view: View, out: TextIO) -> None:
    for line in _lines(view):
        out.write(harmless(line) + "\n")


def _lines(view: View) -> Iterator[str]:
    yield f"{clean(view.name)}: {view.verdict}"
    yield from (f"  {line}" for line in summary(view))
    for title, groups, word in (("secrets", view.secrets, "secret"), ("other findings", view.others, "row")):
        if groups:
            yield from ("", title)
            shown = view.shown(groups)
            for group in shown:
                yield from _group(group, view)
            yield from left_out(len(shown), len(groups), word)
    if len(view.choice.images) == 1:
        yield from _one_image(view)
    if view.owners:
        yield from ("", "owners")
        for share in view.most(view.owners):
            new = f", {share.new:,} new" if view.choice.since else ""
            yield (
                f"  {clean(share.name) or 'nobody'}: {count(share.secrets, 'secret')} and "
                f"{count(share.findings, 'finding')}{new} in {share.images_with_findings:,} of "
                f"{count(share.images, 'image')}"
            )
    if view.unread:
        yield from ("", "not read" if not view.complete else "not read, without an effect on the exit code")
        for row in view.unread:
            yield f"  {row.level}: {reason_of(row)}"
            yield from (f"    {clean(subject)}: {clean(message)}" for subject, message in row.examples)
        names = list(view.not_read.values())
        most = len(names) if view.choice.top == 0 else view.choice.top or TOP
        if names:
            yield (
                f"  not clean, because something of it was not read: {', '.join(map(clean, names[:most]))}"
                + (f" and {len(names) - most:,} more" if len(names) > most else "")
            )


def _group(group: Group, view: View) -> Iterator[str]:
    new = f", {group.new:,} new" if view.choice.since and group.new else ""
    yield f"  {group.severity.value}: {clean(group.name)} {spread(group)}{new} [{group.rule}]"
    for at, origin in enumerate(group.origins[:_ORIGINS]):
        yield f"    {origin_of(origin, first=at == 0)}"
        if command := command_of(origin):
            yield f"      made by {command}"
    yield from [f"    and from {count(len(group.origins) - _ORIGINS, 'other place')}"] * (
        len(group.origins) > _ORIGINS
    )
    if group.owners:
        yield f"    owners: {owners_of(group)}"
    if group.rotate:
        yield f"    {clean(group.rotate)}"


def _one_image(view: View) -> Iterator[str]:
    """The findings of one image: whether it inherits them, and in which images the layer is."""
    yield from ("", f"findings of {clean(view.choice.images[0])}")
    for row in view.findings():
        first, inherited, _ = view.inheritance.of(row, row.key)
        label = f"{row.title} `{row.preview}`" if row.detector else row.message
        base = (
            f"inherited from `{clean(view.lineage.names.get(first, ''))}`"
            if inherited
            else "added by this image"
            if row.position is not None
            else "in this image's config"
        )
        yield f"  {row.severity}: {clean(row.place)}: {clean(label)}"
        yield f"    {base}" + (f"; {images_of(view, row.layer_id)}" if row.layer_id is not None else "")


def images_of(view: View, layer: int, most: int = 5) -> str:
    """In which images a layer is."""
    total, names = view.lineage.images_with(layer), names_with(view, layer, most)
    return f"the layer is in {count(total, 'image')}: {', '.join(map(clean, names))}" + (
        f" and {total - len(names):,} more" if total > len(names) else ""
    )
