"""`dlint diff --format html`: one page that fetches nothing; light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dlinter.model.difference.nodes import Status
from dlinter.report.difference import (
    DifferenceReport,
    by_cost,
    cause_text,
    headline,
    place,
    reached,
    seconds_text,
    step_text,
)
from dlinter.report.difference_text import image_lines

_STYLE = """
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2430;--dim:#5d6878;--box:#f3f5f8;--line:#d3d9e2;--hot:#d6423b;--ok:#2f8f57}
@media(prefers-color-scheme:dark){:root{--bg:#14181f;--fg:#e6eaf0;--dim:#9aa5b5;--box:#1f2630;--line:#39434f;--hot:#f0645c;--ok:#5cc489}}
body{margin:0;background:var(--bg);color:var(--fg);font:14px/1.5 system-ui,sans-serif}main{max-width:1200px;margin:auto;padding:20px}
h1{font-size:20px;margin:0 0 4px}h2{font-size:16px;margin:24px 0 8px}.dim{color:var(--dim)}code,pre{font-family:ui-monospace,monospace}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top}
td.n{text-align:right;white-space:nowrap}.line{white-space:nowrap}.bar{display:block;height:6px;border-radius:3px;background:var(--hot)}tr.same td{color:var(--dim)}
ol li{margin:8px 0;padding:8px 12px;background:var(--box);border-radius:6px}pre{background:var(--box);padding:12px;overflow:auto;border-radius:6px}
.rebuilt,.new{color:var(--hot)}.status-same{color:var(--ok)}
"""  # noqa: E501


def as_html(report: DifferenceReport) -> str:
    found = report.difference
    body = "".join(_parts(report))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width">'
        "<title>Difference of two "
        f"builds</title><style>{_STYLE}</style><main><h1>{escape(headline(report))}</h1>"
        f'<p class="dim"><code>{escape(found.old)}</code> → '
        f'<code>{escape(found.new)}</code></p>{body}</main></html>\n'
    )


def _said(text: str) -> str:
    pieces = escape(text).split("`")
    return (
        "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))
        if len(pieces) % 2
        else escape(text)
    )


def _parts(report: DifferenceReport) -> Iterator[str]:
    found = report.difference
    causes = by_cost(report)
    if causes:
        yield "<h2>Causes</h2><ol>"
        for cause in causes:
            own = next((s for s in found.steps if s.cause == cause.id), None)
            cost = f" · {seconds_text(cause.seconds)}" if cause.seconds is not None else ""
            yield (
                f"<li><b>{escape(place(cause.line, cause.stage))}</b>: "
                f"{_said(cause_text(cause.change, own.used if own else None))}"
            )
            yield f'<br><span class="dim">rebuilds {reached(cause, report)}{cost}</span>'
            if cause.rule:
                yield f"<br>see <code>dlint explain {escape(cause.rule)}</code>"
            yield "</li>"
        yield "</ol>"
    if found.steps:
        most = max((s.seconds or 0.0 for s in found.steps), default=0.0) or 1.0
        yield (
            "<h2>Steps</h2><table><tr><th>place</th><th>step</th><th>status</th><th>why</th><th>time</th></tr"
            ">"
        )
        for step in found.steps:
            status = step.status.value
            why = (
                _said(step_text(step, found))
                if step.kind is not None
                else "the stage it takes files from came out the same"
                if step.stops_here
                else ""
            )
            width = 100 * (step.seconds or 0.0) / most if step.status in (Status.REBUILT, Status.NEW) else 0
            bar = f'<span class="bar" style="width:{width:.0f}%"></span>' if width >= 1 else ""
            yield (
                f'<tr class="{"same" if step.status is Status.SAME else ""}"><td>{escape(step.stage)}<br><spa'
                'n class="dim line">'
                f"{f'line {step.line}' if step.line is not None else ''}</span></td><td><code>"
                f"{escape(step.text[:200])}</code></td>"
                f'<td class="{"status-same" if step.status is Status.SAME else status}">{status}</td><td>'
                f'{why}</td><td class="n">{seconds_text(step.seconds)}{bar}</td></tr>'
            )
        yield "</table>"
    if found.idle:
        yield (
            "<h2>Changed, but rebuilt nothing</h2><ul>"
            + "".join(f"<li>{_said(cause_text(c))}</li>" for c in found.idle)
            + "</ul>"
        )
    if report.images is not None:
        lines = "\n".join(image_lines(report.images))
        yield f"<h2>Images</h2><pre>{escape(lines)}</pre>"
    if found.notes:
        yield "<h2>Notes</h2><ul>" + "".join(f"<li>{_said(n)}</li>" for n in found.notes) + "</ul>"
