"""The steps of an image on the page: what each adds, deletes and overwrites, and the bytes that nobody sees
any more."""

from __future__ import annotations

from collections.abc import Mapping

from dlinter.finding import Severity
from dlinter.model.image.contents import bytes_text
from dlinter.model.image.timeline import Named, Share, Step, Timeline
from dlinter.report.page.parts import badge, cut, said
from dlinter.report.plain import plural

_COMMAND = 300
_PATH = 120
Found = Mapping[tuple[str, str, int], Mapping[Severity, int]]
"""(image, platform, layer) → findings of each severity."""


def timeline(image: Timeline, found: Found) -> str:
    """A strip of all layers by their bytes, then a row each."""
    layers = [step for step in image.steps if step.layer is not None]
    largest = max((step.added.size for step in layers), default=0) or 1
    share = f" ({100 * image.wasted / image.size:.0f} %)" if image.wasted and image.size else ""
    waste = (
        f'<b class="wasted">{bytes_text(image.wasted)} wasted{share}</b> by files that later layers delete '
        'or overwrite'
        if image.wasted
        else "no bytes wasted"
    )
    rows = "".join(_step(step, image, largest, found) for step in image.steps)
    return (
        '<details class="timeline" open><summary><h3>Layers</h3> <span '
        f'class="quiet">{plural(len(layers), "layer")}, {bytes_text(image.size)} of files, '
        f'{waste}</span></summary>'
        f'<div class="strip" aria-hidden="true">{_strip(layers, image.size)}</div><ol '
        f'class="steps">{rows}</ol></details>'
    )


def _strip(layers: list[Step], total: int) -> str:
    parts = []
    for step in layers:
        if step.added.size * 1000 < total or not total:  # thinner than a pixel
            continue
        waste = 100 * step.wasted.size / step.added.size
        title = f"layer {step.layer}: {bytes_text(step.added.size)}" + (
            f", {bytes_text(step.wasted.size)} wasted" if step.wasted.size else ""
        )
        parts.append(
            f'<span style="flex-grow:{step.added.size}" title="{title}"><i '
            f'style="height:{waste:.1f}%"></i></span>'
        )
    return "".join(parts)


def _step(step: Step, image: Timeline, largest: int, found: Found) -> str:
    command = f"<b>{said(step.keyword or '—')}</b> {said(cut(step.command, _COMMAND))}"
    if step.layer is None:
        return (
            f'<li class="step empty"><span class="index"></span><code class="command">{command}</code></li>'
        )
    counts = found.get((image.image, image.platform, step.layer), {})
    badges = "".join(badge(severity, counts[severity]) for severity in Severity if counts.get(severity))
    key = "&#10;".join(said(part) for part in (image.image, image.platform, str(step.layer)))
    button = (
        f'<button type="button" class="of-layer" data-layer="{key}" title="show the findings of this layer '
        f'alone">{badges}</button>'
        if badges
        else ""
    )
    width, waste = 100 * step.added.size / largest, 100 * step.wasted.size / largest
    numbers = "".join(
        f'<span class="{kind}" title="{title}">{sign}{share.count:,} <span '
        f'class="quiet">{bytes_text(share.size)}</span></span>'
        for kind, sign, share, title in (
            ("added", "+", step.added, "files that this layer has"),
            ("deleted", "−", step.deleted, "files of earlier layers that it deletes"),
            ("overwritten", "~", step.overwritten, "files of earlier layers that it overwrites"),
        )
        if share.count
    )  # fmt: skip
    wasted = (
        '<span class="wasted" title="its own files that later layers delete or '
        f'overwrite">{bytes_text(step.wasted.size)} wasted</span>'
        if step.wasted.size
        else ""
    )
    bar = (
        f'<span class="bar" aria-hidden="true"><i style="width:{max(width - waste, 0):.2f}%"></i><i '
        f'class="lost" style="width:{waste:.2f}%"></i></span>'
    )
    row = (
        f'<span class="index">{step.layer}</span><code class="command">{command}</code>{bar}<span '
        f'class="numbers">{numbers or "<span class=quiet>no files</span>"}{wasted}</span>'
    )
    lists = "".join(
        _files(title, share, image)
        for title, share in (
            ("Largest files", step.added), ("Deletes", step.deleted), ("Overwrites", step.overwritten),
            ("Taken away by later layers", step.wasted),
        )
    )  # fmt: skip
    about = " · ".join(
        part for part in (f"<code>{said(step.digest[:26])}…</code>" if step.digest else "",
            f"{bytes_text(step.stored)} stored" if step.stored else "",
            said(step.created[:19].replace("T", " ")))
        if part
    )  # fmt: skip
    return (
        f'<li class="step"><details><summary>{row}</summary><div class="inside"><p '
        f'class="quiet">{about}</p><div class="lists">{lists}</div></div></details>{button}</li>'
    )


def _files(title: str, share: Share, image: Timeline) -> str:
    if not share.count:
        return ""
    rows = "".join(
        f"<tr><td><code>{said(cut(_path(one), _PATH))}</code>{_other(title, one)}</td><td "
        f"class=n>{bytes_text(one.size)}</td></tr>"
        for one in share.largest
    )
    more = share.count - len(share.largest)
    rest = f'<tr><td class="quiet" colspan="2">and {more:,} more</td></tr>' if more > 0 else ""
    return (
        f"<div><h4>{title} <span class=quiet>{share.count:,}, "
        f"{bytes_text(share.size)}</span></h4><table>{rows}{rest}</table></div>"
    )


def _path(one: Named) -> str:
    return one.path if one.path.startswith("/") else f"/{one.path}"


def _other(title: str, one: Named) -> str:
    if one.layer is None:
        return ""
    return f' <span class="quiet">{"by" if title.startswith("Taken") else "of"} layer {one.layer}</span>'
