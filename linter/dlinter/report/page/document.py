"""The whole page: head, verdict, filters, what was not examined, and each input with its layers and
findings."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

from dlinter.finding import Problem, Report, Result, Severity
from dlinter.model.image.timeline import Timeline
from dlinter.report.grouping import result_rank
from dlinter.report.page.findings import Cards
from dlinter.report.page.layers import Found, timeline
from dlinter.report.page.parts import MARKS, badge, code, said
from dlinter.report.plain import plural, shown
from dlinter.report.settings import ReportSettings

MOST = 3000
"""Findings on a page, the gravest first: more of them make a browser slow."""
_TITLES = {True: "Not everything was examined", False: "Not read, without an effect on the result"}


def page(report: Report, settings: ReportSettings) -> str:
    """The page as text."""
    style, script = (
        files(__package__).joinpath(name).read_text("utf-8") for name in ("style.css", "script.js")
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    results = sorted(shown(report, settings.show_suppressed), key=result_rank)
    body = "".join(_body(report, results, settings))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        f"'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">"
        f'<meta name="color-scheme" content="light dark"><title>{said(_title(report))}</title><style>\n'
        f'{style}</style></head>\n'
        f"<body>{body}<script>{script}</script></body></html>\n"
    )


def _title(report: Report) -> str:
    names = [subject.path for subject in report.subjects]
    return f"dlint: {names[0]}" if len(names) == 1 else f"dlint: {_inputs(report)}"


def _inputs(report: Report) -> str:
    images = sum(s.kind == "scan" for s in report.subjects)
    named = len(report.subjects) - images
    parts = [plural(named, "file")] if named or not images else []
    return " and ".join([*parts, plural(images, "image")] if images else parts)


def _body(report: Report, results: list[Result], settings: ReportSettings) -> Iterator[str]:
    active = report.active
    counts = Counter(r.severity for r in active)
    failing = _failing(report)
    state, verdict = (
        ("failed", "not everything was examined") if report.failed
        else ("failed", f"{plural(failing, 'finding')} {'fails' if failing == 1 else 'fail'} the run")
        if failing
        else ("passed", "nothing fails the run" if active else "clean")
    )  # fmt: skip
    suppressed = len(report.results) - len(active)
    fixable = sum(r.finding.fix is not None for r in active)
    yield (
        '<header class="top"><div class="wrap"><h1>dlint <span '
        f'class="quiet">{_inputs(report)}</span></h1><p class="verdict '
        f'{state}">{verdict}</p></div></header><main class="wrap">'
    )
    extra = [
        f"{fixable} fixable" if fixable else "",
        f"{suppressed} suppressed" if suppressed else "",
        f"dlint {said(settings.version)}",
    ]
    tiles = "".join(
        f'<button type="button" class="tile {severity.value}" data-severity="{severity.value}" '
        f'aria-pressed="true"><b>{counts[severity]:,}</b> '
        f'<span><i aria-hidden="true">{MARKS[severity]}</i> '
        f'{severity.value if counts[severity] == 1 else severity.value + "s"}</span></button>'
        for severity in Severity
    )
    yield f'<div class="tiles">{tiles}<p class="quiet">{" · ".join(part for part in extra if part)}</p></div>'
    if results:
        yield _filters(results)
    for level in (True, False):
        yield from _unexamined(
            [p for p in report.unexamined if (p.level is Severity.ERROR) is level],
            _TITLES[level],
            grave=level,
        )
    if len(results) > MOST:
        yield (
            f'<p class="notice">The {MOST:,} gravest of {len(results):,} findings are shown; <code>--format '
            'json</code> lists all.</p>'
        )
    yield '<div id="groups">'
    yield from _groups(report, results[:MOST])
    yield (
        '</div><p id="nothing" class="notice" hidden>No finding matches the filters. <button type="button" '
        'class="reset">show all</button></p>'
    )
    if report.notes:
        yield (
            '<section class="notes"><h2>Notes</h2><ul>'
            f'{"".join(f"<li>{code(note)}</li>" for note in report.notes)}</ul></section>'
        )
    yield "</main>"


def _failing(report: Report) -> int:
    levels = {subject.path: subject for subject in report.subjects}
    failing = 0
    for result in report.active:
        image = result.location.image
        subject = levels.get(
            image.image if image is not None and image.image in levels else result.location.path
        )
        failing += (
            subject.fails(result.severity) if subject is not None else result.severity is not Severity.NOTE
        )
    return failing


def _filters(results: list[Result]) -> str:
    rules = Counter(result.rule.id for result in results)
    options = "".join(
        f'<option value="{said(rule)}">{said(rule)} ({count})</option>'
        for rule, count in sorted(rules.items())
    )
    return (
        '<form class="filters" id="filters" hidden><input type="search" id="search" placeholder="search '
        '(press /)" aria-label="search" autocomplete="off" spellcheck="false">'
        '<select id="rule" aria-label="rule"><option value="">all rules '
        f'({len(rules)})</option>{options}</select>'
        '<select id="group" aria-label="group by"><option value="input">by file or image</option><option '
        'value="rule">by rule</option></select>'
        '<label><input type="checkbox" id="fixable"> fixable</label><button type="button" class="chip reset" '
        'id="layer" hidden></button>'
        '<output id="count" class="quiet"></output></form>'
    )


def _unexamined(problems: list[Problem], title: str, *, grave: bool) -> Iterator[str]:
    if problems:
        rows = "".join(
            f"<li>{f'<code>{said(p.path)}</code>: ' if p.path else ''}{code(p.message)}</li>"
            for p in problems
        )
        yield (
            f'<section class="unexamined{" grave" if grave else ""}"><h2>{title}</h2><ul>{rows}</ul></section'
            '>'
        )


def _groups(report: Report, results: list[Result]) -> Iterator[str]:
    """A section an input: those with findings first, then images, whose layers are worth a look; clean files
    are one list."""
    by_input: dict[str, list[Result]] = {}
    for result in results:
        by_input.setdefault(_input(result, report), []).append(result)
    timelines: dict[str, list[Timeline]] = {}
    for each in report.timelines or ():
        timelines.setdefault(each.image, []).append(each)
    kinds = {subject.path: subject.kind for subject in report.subjects}
    cards, found = Cards(), _found(report)
    names = sorted(
        {*by_input, *timelines},
        key=lambda name: (name not in by_input, _gravest(by_input.get(name, [])), name),
    )
    for name in names:
        mine = by_input.get(name, [])
        kind = "image" if kinds.get(name) == "scan" or name in timelines else "file"
        counts = Counter(r.severity for r in mine)
        head = (
            f'<h2><span class="kind">{kind}</span> <code>{said(name)}</code></h2><span '
            f'class="counts">{"".join(badge(s, counts[s]) for s in Severity if counts[s]) or "clean"}</span>'
        )
        layers = ""
        for each in timelines.get(name, ()):
            layers += (
                '<p class="quiet '
                f'platform">{said(each.platform)}'
                f'{f" · <code>{said(each.digest[:26])}…</code>" if each.digest else ""}</p>'
                f'{timeline(each, found)}'
            )
        told = "".join(cards.card(result) for result in mine)
        yield (
            f'<section class="group" data-name="{said(name)}"><header>{head}</header>{layers}<div '
            f'class="cards">{told}</div></section>'
        )
    clean = [
        subject.path
        for subject in report.subjects
        if subject.path not in by_input and subject.path not in timelines
    ]
    unread = {problem.path for problem in report.unexamined}
    clean = [path for path in clean if path not in unread]
    if clean:
        rows = "".join(f"<li><code>{said(path)}</code></li>" for path in clean)
        yield (
            f'<details class="clean"{" open" if len(clean) < 10 else ""}><summary>'
            f'{plural(len(clean), "input")} without findings</summary><ul>{rows}</ul></details>'
        )


def _input(result: Result, report: Report) -> str:
    image = result.location.image
    return (
        image.image
        if image is not None and any(s.path == image.image for s in report.subjects)
        else result.location.path
    )


def _gravest(results: list[Result]) -> int:
    return min((r.severity.rank for r in results), default=9)


def _found(report: Report) -> Found:
    found: dict[tuple[str, str, int], Counter[Severity]] = {}
    for result in report.active:
        place = result.location.image
        if place is not None and place.layer is not None:
            found.setdefault((place.image, place.platform, place.layer), Counter())[result.severity] += 1
    return found
