"""The words of the formats that people read."""

from __future__ import annotations

from collections.abc import Iterable

from dlinter.fleet.report.coverage import WAITING, Unread
from dlinter.fleet.report.groups import Group, Origin
from dlinter.fleet.report.view import View
from dlinter.fleet.rows import Coverage
from dlinter.model.image.contents import bytes_text
from dlinter.report.plain import clean

_KINDS = {
    "unreachable": "the registry did not answer", "refused": "credentials are missing or not enough",
    "busy": "the registry was too busy", "gone": "no longer in the registry",
    "foreign": "kept outside of the registry", "encrypted": "encrypted", "artifact": "not an image",
    "damaged": "damaged", "unread": "could not be read",
    "worker": "ended the process that read it", "other": "other reasons", WAITING: "not scanned yet",
}  # fmt: skip
_COMMAND = 100


def count(number: int, word: str) -> str:
    """`1 image`, `1,312 images`."""
    return f"{number:,} {word if number == 1 else word[:-1] + 'ies' if word.endswith('y') else word + 's'}"


def spread(group: Group) -> str:
    """`in 1,312 images of 40 repositories`."""
    return f"in {count(group.images, 'image')}" + (
        f" of {count(group.repositories, 'repository')}" if group.images > 1 else ""
    )


def origin_of(origin: Origin, *, first: bool = True) -> str:
    """`first in registry.example/base:1, layer 3 (sha256:…) /root/.npmrc, and 1,311 images inherit it`. Names
    in backticks."""
    layer = (
        f"layer {origin.position} ({clean(origin.layer)[:19]}…) "
        if origin.position is not None and origin.layer
        else ""
    )
    where = f"{layer}`{clean(origin.place)}`"
    if not origin.image:
        return (
            f"{'first ' if first else 'also '}in a base that is not in the store: "
            f"{count(origin.images, 'image')} share {where}"
        )
    inherits = origin.images - 1
    more = (
        f", and {count(inherits, 'image')} {'inherits' if inherits == 1 else 'inherit'} it"
        if inherits
        else ""
    )
    return f"{'first in' if first else 'also in'} `{clean(origin.image)}`, {where}{more}"


def command_of(origin: Origin) -> str:
    """What made the layer, cut."""
    text = clean(" ".join(origin.created_by.split()))
    return text if len(text) <= _COMMAND else text[: _COMMAND - 1] + "…"


def owners_of(group: Group, most: int = 4) -> str:
    """`@team (1,200), @other (112)`; without an owner "nobody"."""
    named = [f"{clean(owner) or 'nobody'} ({images:,})" for owner, images in group.owners[:most]]
    return ", ".join(named + [f"{len(group.owners) - most} more"] * (len(group.owners) > most))


def read_of(covered: Coverage) -> str:
    """`99.2 % of 4.1 TB`: never more than was read, so 100 % is all of it."""
    share = 100.0 if covered.bytes_scanned >= covered.bytes else min(99.9, int(covered.share * 1000) / 10)
    return f"{share:.1f} % of {bytes_text(covered.bytes)}" if covered.bytes else "no bytes"


def reason_of(row: Unread) -> str:
    """`layers: 2 (1.2 GB) no longer in the registry, in 12 images`."""
    word = {"layer": "layer", "image": "image", "part": "part of an image", "source": "source"}[row.what]
    many = {"part": "parts of images"}.get(row.what, f"{word}s")
    text = f"{row.count:,} {word if row.count == 1 else many}"
    text += f" ({bytes_text(row.bytes)})" if row.bytes else ""
    text += f": {_KINDS.get(row.kind, row.kind)}"
    return text + (f", in {count(row.images, 'image')}" if row.what == "layer" else "")


def summary(view: View) -> list[str]:
    """What is said first: how much there is, how much was read, what was found."""
    totals, covered, since = view.totals, view.coverage, view.choice.since
    lines = [
        (f"{count(totals.images, 'image')} in {count(totals.repositories, 'repository')}, "
        f"{count(covered.layers, 'layer')}; {read_of(covered)} were read"),
        (f"{count(totals.images_with_findings, 'image')} with findings, {totals.images_clean:,} clean, "
        f"{totals.images_not_read:,} not read to the end"),
    ]
    found = [count(totals.secrets, "secret"), count(totals.findings, "finding")]
    if since is not None:
        found.append(
            f"{count(totals.new, 'new finding')} and {count(totals.new_secrets, 'new secret')} since "
            f"{clean(since.label)}"
        )
    found += [f"{totals.inherited:,} inherited from another image"] * bool(totals.inherited) + [
        f"{totals.suppressed:,} suppressed"
    ] * bool(totals.suppressed)
    return [*lines, ", ".join(found)]


def left_out(shown: int, of: int, what: str) -> Iterable[str]:
    """A line where a list was cut."""
    return (
        [f"… and {of - shown:,} more {what if of - shown == 1 else what + 's'}: `--top 0` lists all"]
        if of > shown
        else []
    )


def names_with(view: View, layer: int, most: int) -> list[str]:
    """Names of current images that a layer is in."""
    sql = (
        "SELECT DISTINCT i.name FROM image_layers x JOIN images i ON i.id = x.image_id WHERE x.layer_id = ? "
        "AND i.current = 1 ORDER BY i.name LIMIT ?"
    )
    return [row[0] for row in view.reader.store.ask(sql, (layer, most))]
