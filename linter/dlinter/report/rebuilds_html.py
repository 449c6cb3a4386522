"""The page of `dlint cache --format html`: one file, inline SVG, nothing fetched; light and dark."""

from __future__ import annotations

from html import escape

from dlinter.report.rebuilds import CacheReport, Row, inputs, times

_ROW, _GAP, _TOP, _LEFT, _BOX, _WIDTH = 50, 24, 58, 330, 450, 1200
_STYLE = """
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2430;--dim:#5d6878;--box:#f3f5f8;--line:#b9c2cf;--low:#5b8fd6;--mid:#e09a2b;--high:#d6423b}
@media(prefers-color-scheme:dark){:root{--bg:#14181f;--fg:#e6eaf0;--dim:#9aa5b5;--box:#1f2630;--line:#465163;--low:#6ea3ea;--mid:#e8ac4a;--high:#f0645c}}
body{margin:0;background:var(--bg);color:var(--fg);font:14px/1.45 system-ui,sans-serif}main{max-width:1200px;margin:auto;padding:20px}
h1{font-size:20px;margin:0 0 4px}p{margin:4px 0}.dim,.dim tspan{color:var(--dim);fill:var(--dim)}svg{width:100%;height:auto;display:block}
text{fill:var(--fg);font:13px system-ui,sans-serif}text.m{font:13px ui-monospace,monospace}.box{fill:var(--box);stroke:var(--line)}
.e{fill:none;stroke:var(--line)}.low{stroke:var(--low)}.mid{stroke:var(--mid)}.high{stroke:var(--high)}
.flow{stroke-dasharray:6 5}rect.bl{fill:var(--low)}rect.bm{fill:var(--mid)}rect.bh{fill:var(--high)}.track{fill:var(--box)}
li{margin:4px 0}code{font-family:ui-monospace,monospace}
"""  # noqa: E501


def as_html(report: CacheReport) -> str:
    """The whole page. An edge's width and colour are the share of commits whose rebuild went through it."""
    rows = report.rows
    y: dict[int, int] = {}
    at = _TOP - _GAP
    for before, row in zip([None, *rows], rows, strict=False):
        at += _GAP if before is None or before.step.stage != row.step.stage else 0
        y[row.step.at], at = at, at + _ROW
    counts = {row.step.at: row for row in rows}
    parts: list[str] = []
    for row in rows:
        parts += _edges(row, y, counts, report.commits)
    stage = -1
    for row in rows:
        parts += _node(row, y[row.step.at], report.commits, row.step.stage != stage)
        stage = row.step.stage
    said = "".join(f"<li>{_code(s)}</li>" for s in report.sentences())
    what = (
        f"the share of the last {report.commits} commits that rebuild through it"
        if report.commits
        else "no history was read"
    )
    head = (
        f'<text x="0" y="22" class="dim">what it takes</text><text x="{_LEFT}" y="22" class="dim">step</text>'
    )
    head += (
        f'<text x="{_LEFT + _BOX + 60}" y="22" '
        f'class="dim">{"rebuilt by" if report.commits else "takes along"}</text>'
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width">'
        f"<title>Build cache of {escape(report.path)}</title><style>{_STYLE}</style><main><h1>Build cache of "
        f"<code>{escape(report.path)}</code></h1>"
        f'<p class="dim">Width and colour of an edge: {what}. Dashed: only when the content came out '
        'different.</p>'
        + (f"<ul>{said}</ul>" if said else "")
        + f'<svg viewBox="0 0 {_WIDTH} {at}" role="img" aria-label="steps and what rebuilds '
            f'them">{head}{"".join(parts)}</svg></main></html>\n'
    )


def _code(text: str) -> str:
    pieces = escape(text).split("`")
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))


def _level(count: int | None, total: int) -> str:
    share = (count or 0) / total if total else 0
    return "" if not total else "high" if share > 0.5 else "mid" if share > 0.15 else "low"


def _wide(count: int | None, total: int) -> float:
    return 1.5 + 9 * (count or 0) / total if total else 1.5


def _edges(row: Row, y: dict[int, int], counts: dict[int, Row], total: int) -> list[str]:
    here, found = y[row.step.at], []
    for parent in row.step.parents:
        x, count = _LEFT + 24, counts[parent].rebuilt
        found.append(
            f'<path class="e {_level(count, total)}" stroke-width="{_wide(count, total):.1f}" d="M{x} '
            f'{y[parent] + 40}V{here}"/>'
        )
    if inputs(row) != "-":  # images and arguments are not in git: their line stays thin
        own = row.own if row.step.locals else None
        found.append(
            f'<path class="e {_level(own, total) if row.step.locals else ""}" '
            f'stroke-width="{_wide(own, total):.1f}" d="M{_LEFT - 80} {here + 20}H{_LEFT}"/>'
        )
    for source in row.step.stages:
        for tip in source.tip:
            x, far, count = _LEFT + _BOX, 26 + 3 * (here - y[tip]) // _ROW, counts[tip].rebuilt
            path = f"M{x} {y[tip] + 20}C{x + far} {y[tip] + 20} {x + far} {here + 20} {x} {here + 20}"
            found.append(
                f'<path class="e flow {_level(count, total)}" '
                f'stroke-width="{_wide(count, total) / 2 + 0.8:.1f}" d="{path}"/>'
            )
    return found


def _node(row: Row, y: int, total: int, first: bool) -> list[str]:
    step, x = row.step, _LEFT + _BOX + 60
    told = inputs(row)
    found = (
        [f'<text x="{_LEFT + 40}" y="{y - 5}" class="dim">stage {escape(step.stage_name)}</text>']
        if first
        else []
    )
    if told != "-":
        found.append(f'<rect class="box" rx="6" x="0" y="{y + 4}" width="{_LEFT - 80}" height="32"/>')
        found.append(
            f'<text x="10" y="{y + 25}">{escape(told if len(told) < 33 else told[:32] + "…")}<title>'
            f'{escape(told)}</title></text>'
        )
    found.append(f'<rect class="box" rx="6" x="{_LEFT}" y="{y}" width="{_BOX}" height="40"/>')
    label = step.label if len(step.label) < 54 else step.label[:53] + "…"
    found.append(
        f'<text class="m" x="{_LEFT + 12}" y="{y + 25}">{escape(label)}<title>line {step.line}: '
        f'{escape(step.text)}</title></text>'
    )
    if row.rebuilt is None:
        found.append(
            f'<text x="{x}" y="{y + 25}">{len(row.follows)} later '
            f'step{"" if len(row.follows) == 1 else "s"}</text>'
        )
        return found
    width = 120 * row.rebuilt / total if total else 0
    kind = {"high": "bh", "mid": "bm"}.get(_level(row.rebuilt, total), "bl")
    note = f"{row.rebuilt} of {total}" + (
        f" · needed {row.needed}" if row.needed is not None else f" · maybe {row.maybe}" if row.maybe else ""
    )
    if row.minutes is not None:
        note += f" · {row.minutes:.1f} min"
    found.append(
        f'<rect class="track" rx="4" x="{x}" y="{y + 12}" width="120" height="16"/><rect class="{kind}" '
        f'rx="4" x="{x}" y="{y + 12}" width="{width:.1f}" height="16"/>'
    )
    why = (
        f"<title>{escape(f'rebuilt {times(row.rebuilt or 0)}: {row.because}')}</title>" if row.because else ""
    )
    found.append(f'<text x="{x + 130}" y="{y + 25}">{escape(note)}{why}</text>')
    return found
