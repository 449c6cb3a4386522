"""The page of `dlint cache --plan --format html`: the file before and after side by side; nothing is fetched;
light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from html import escape

from dlinter.report.plan import Plan, PlanRow, at_line, headline, lines, minutes

_STYLE = """
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2430;--dim:#5d6878;--box:#f3f5f8;--line:#d3d9e2;--hot:#d6423b;--ok:#2f8f57;--minus:#fdecea;--plus:#e5f5eb}
@media(prefers-color-scheme:dark){:root{--bg:#14181f;--fg:#e6eaf0;--dim:#9aa5b5;--box:#1f2630;--line:#39434f;--hot:#f0645c;--ok:#5cc489;--minus:#3d2325;--plus:#1d3529}}
body{margin:0;background:var(--bg);color:var(--fg);font:14px/1.5 system-ui,sans-serif}main{max-width:1400px;margin:auto;padding:20px}
h1{font-size:20px;margin:0 0 4px}h2{font-size:16px;margin:24px 0 8px}.dim{color:var(--dim)}code,.side td{font-family:ui-monospace,monospace}
table{border-collapse:collapse;width:100%}.steps td,.steps th{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top}.steps td.n{text-align:right;white-space:nowrap}
.bars{min-width:180px}.bar{display:block;height:7px;border-radius:3px;margin:3px 0;background:var(--hot)}.bar.now{background:var(--ok)}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:6px}.side{table-layout:fixed;min-width:760px;font-size:13px}.side td{padding:1px 8px;white-space:pre-wrap;overflow-wrap:anywhere;vertical-align:top}
.side td.n{width:34px;color:var(--dim);text-align:right}.side td.minus{background:var(--minus)}.side td.plus{background:var(--plus)}.side th{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line)}
"""  # noqa: E501


def as_html(plan: Plan) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width">'
        "<title>Build cache plan of "
        f"{escape(plan.path)}</title><style>{_STYLE}</style><main><h1>{_code(headline(plan))}</h1>"
        f'<p class="dim"><code>{escape(plan.path)}</code></p>{"".join(_parts(plan))}</main></html>\n'
    )


def _parts(plan: Plan) -> Iterator[str]:
    if plan.applied:
        yield (
            "<ul>"
            + "".join(
                f"<li>{at_line(a.line)}{_code(a.title)}{f': <b>{_code(a.gives)}</b>' if a.gives else ''} "
                f"<span class=dim>{escape(a.rule)}</span></li>"
                for a in plan.applied
            )
            + "</ul>"
        )
    if plan.changed:
        timed = any(r.minutes for r in plan.rows)
        what = f"rebuilt by the last {plan.commits} commits" if plan.commits else "change"
        yield (
            "<h2>Steps</h2><table "
            f"class=steps><tr><th>line<th>step<th>{what}{'<th>minutes' if timed else ''}</tr>"
        )
        yield "".join(_step(row, plan.commits, timed) for row in plan.changed) + "</table>"
    if plan.remark:
        yield f"<p>{_code(plan.remark[0].upper() + plan.remark[1:])}.</p>"
    for name, (before, after) in ((plan.path, (plan.before, plan.after)), *plan.files):
        if before != after:
            yield (
                f"<h2><code>{escape(name)}</code></h2><div class=wide><table class=side><colgroup><col "
                "style='width:44px'><col><col style='width:44px'><col></colgroup>"
            )
            yield (
                "<tr><th colspan=2>before<th colspan=2>after</tr>"
                + "".join(_side_by_side(before, after))
                + "</table></div>"
            )
    if plan.left:
        yield "<h2>Without a proven fix</h2><ul>"
        yield (
            "".join(
                f"<li>{at_line(line)}{_code(message)} <span class=dim>{escape(rule)}</span></li>"
                for rule, line, message in plan.left
            )
            + "</ul>"
        )


def _step(row: PlanRow, commits: int, timed: bool) -> str:
    cells = (
        f"<td class=n>{lines(row)}<td><code>"
        f"{escape(row.text if len(row.text) <= 90 else row.text[:89] + '…')}</code><td class=bars>"
    )
    if row.before is not None and row.after is not None and commits:
        told = f"{row.before} → {row.after}" if row.before != row.after else f"{row.before}"
        cells += (
            f"{told}<span class=bar style='width:{100 * row.before / commits:.0f}%'></span><span class='bar "
            f"now' style='width:{100 * row.after / commits:.0f}%'></span>"
        )
    if row.mounted:
        cells += "<div>downloads stay in a cache mount</div>"
    return f"<tr>{cells}{f'<td class=n>{minutes(row)}' if timed else ''}</tr>"


def _side_by_side(before: str, after: str) -> Iterator[str]:
    old, new = before.splitlines(), after.splitlines()
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for at in range(max(last - first, end - start)):
            left = first + at if first + at < last else None
            right = start + at if start + at < end else None
            yield (
                f"<tr>{_cell(old, left, 'minus' if tag != 'equal' else '')}"
                f"{_cell(new, right, 'plus' if tag != 'equal' else '')}</tr>"
            )


def _cell(text: list[str], at: int | None, kind: str) -> str:
    if at is None:
        return "<td class=n><td>"
    return f"<td class=n>{at + 1}<td{f' class={kind}' if kind else ''}>{escape(text[at])}"


def _code(text: str) -> str:
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(escape(text).split("`")))
