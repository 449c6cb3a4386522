"""One page that fetches nothing: what was read, each secret with its base and its owners, and what was not
read. A search narrows the rows."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import TextIO

from dlinter import __version__
from dlinter.finding import Severity
from dlinter.fleet.report.groups import Group, Origin
from dlinter.fleet.report.view import Share, View
from dlinter.fleet.report.words import command_of, count, origin_of, owners_of, read_of, reason_of
from dlinter.report.edge import harmless
from dlinter.report.page.parts import MARKS, badge, code, said

ABOUT = "one page that fetches nothing"
ENDINGS: tuple[str, ...] = (".html", ".htm")
MOST = 1000
"""Rows on a page, the gravest first."""
_ORIGINS = 5
_NOT_READ = 200


def write(view: View, out: TextIO) -> None:
    style = files("dlinter.report.page").joinpath("style.css").read_text("utf-8") + files(
        "dlinter.fleet.report"
    ).joinpath("page.css").read_text("utf-8")
    script = files("dlinter.fleet.report").joinpath("page.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    out.write(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        f"'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">"
        f'<meta name="color-scheme" content="light dark"><title>dlint: {said(view.name)}</title><style>\n'
        f'{style}</style></head>\n<body>'
    )
    for part in _body(view):
        out.write(harmless(part))
    out.write(f"<script>{script}</script></body></html>\n")


def _body(view: View) -> Iterator[str]:
    totals, since = view.totals, view.choice.since
    state = "failed" if totals.failing or not view.complete else "passed"
    yield (
        '<header class="top"><div class="wrap"><h1>dlint <span '
        f'class="quiet">{said(view.name)}</span></h1><p class="verdict '
        f'{state}">{said(view.verdict)}</p></div></header><main class="wrap">'
    )
    tiles = [("error", totals.secrets, "secrets"), ("warning", totals.findings, "findings")]
    tiles += [("error", totals.new, "new findings")] * (since is not None)
    tiles += [
        ("note", totals.images_with_findings, "images with findings"),
        ("tidy", totals.images_clean, "clean images"),
        ("warning", totals.images_not_read, "not read to the end"),
    ]
    yield '<div class="tiles">' + "".join(
        f'<div class="tile {kind} still"><b>{number:,}</b> <span>{word}</span></div>'
        for kind, number, word in tiles
    )
    label = f"new is what came since {said(since.label)} · " if since is not None else ""
    yield f'<p class="quiet">{label}dlint {said(__version__)}</p></div>'
    yield _coverage(view)
    secrets, others = view.shown(view.secrets, MOST)[:MOST], view.shown(view.others, MOST)[:MOST]
    if secrets or others:
        yield (
            '<form class="filters" id="filters" hidden><input type="search" id="search" placeholder="search '
            '(press /)" aria-label="search" autocomplete="off" spellcheck="false">'
            '<select id="severity" aria-label="severity"><option value="">all severities</option>'
            + "".join(f'<option value="{s.value}">{s.value}</option>' for s in Severity)
            + "</select>" + ('<label><input type="checkbox" id="new"> new</label>' if since is not None
                else "") + '<output id="count" class="quiet"></output></form>'
        )  # fmt: skip
    for title, groups, of in (
        ("Secrets", secrets, len(view.secrets)),
        ("Other findings", others, len(view.others)),
    ):
        if groups:
            yield f'<section class="group"><header><h2>{title}</h2><span class="kind">{of:,}</span></header>'
            yield from (_card(group, view) for group in groups)
            more = (
                f'<p class="notice">{of - len(groups):,} more are not shown: <code>--format json</code> has '
                'all.</p>'
                if of > len(groups)
                else ""
            )
            yield f"{more}</section>"
    if not view.groups:
        yield f'<p class="notice">Nothing was found{"" if view.complete else " in what was read"}.</p>'
    yield _shares("Owners", view.most(view.owners), view) + _shares(
        "Repositories", [s for s in view.most(view.repositories) if s.findings], view
    )
    yield from _unread(view)
    yield "</main>"


def _coverage(view: View) -> str:
    covered = view.coverage
    width = 100 if covered.bytes_scanned >= covered.bytes else min(99.5, 100 * covered.share)
    return (
        '<section class="notice coverage"><div class="meter" role="img" '
        f'aria-label="{said(read_of(covered))} read"><i style="width:{width:.1f}%"></i></div>'
        f"<p><b>{said(read_of(covered))}</b> read: {covered.layers_scanned:,} of "
        f"{count(covered.layers, 'unique layer')}, {covered.images_scanned:,} of "
        f"{count(covered.images, 'image')} in "
        f"{count(view.totals.repositories, 'repository')}</p></section>"
    )


def _card(group: Group, view: View) -> str:
    new = (
        f'<span class="chip new">{group.new:,} new</span>'
        if view.choice.since is not None and group.new
        else ""
    )
    where = f"{count(group.images, 'image')} · {count(group.repositories, 'repository')}"
    origins = "".join(_origin(origin, at == 0) for at, origin in enumerate(group.origins[:_ORIGINS]))
    if len(group.origins) > _ORIGINS:
        origins += f'<li class="quiet">and {len(group.origins) - _ORIGINS:,} other places</li>'
    owners = f'<p class="quiet">owners: {said(owners_of(group))}</p>' if group.owners else ""
    examples = ", ".join(f"<code>{said(name)}</code>" for name in group.examples)
    more = f" and {group.images - len(group.examples):,} more" if group.images > len(group.examples) else ""
    listed = (
        f"<details><summary>images</summary><p>{examples}{more}</p></details>" if group.images > 1 else ""
    )
    rotate = f'<p class="now"><b>now</b> {code(group.rotate)}</p>' if group.rotate else ""
    return (
        f'<article class="finding {group.severity.value}" data-severity="{group.severity.value}" '
        f'data-new="{int(bool(group.new))}"><header>{badge(group.severity)}<span '
        f'class="rule">{said(group.rule)}</span>{new}'
        f'<span class="place">{where}</span></header><p class="message">{code(group.name)}</p><ul '
        f'class="origins">{origins}</ul>{owners}{rotate}{listed}</article>'
    )


def _origin(origin: Origin, first: bool) -> str:
    command = command_of(origin)
    return (
        f"<li>{code(origin_of(origin, first=first))}{f'<br><code>{said(command)}</code>' if command else ''}<"
        "/li>"
    )


def _shares(title: str, shares: list[Share], view: View) -> str:
    if not shares:
        return ""
    new = view.choice.since is not None
    rows = "".join(
        f'<tr><td>{said(s.name) or "<i>nobody</i>"}</td><td class="n">{s.secrets:,}</td><td '
        f'class="n">{s.findings:,}</td>{f"""<td class="n">{s.new:,}</td>""" if new else ""}'
        f'<td class="n">{s.images_with_findings:,} of {s.images:,}</td></tr>'
        for s in shares[:MOST]
    )
    head = (
        f"<tr><th></th><th>secrets</th><th>findings</th>{'<th>new</th>' if new else ''}<th>images</th></tr>"
    )
    return (
        f'<section class="group"><header><h2>{title}</h2></header><div class="notice scroll"><table '
        f'class="shares">{head}{rows}</table></div></section>'
    )


def _unread(view: View) -> Iterator[str]:
    for grave in (True, False):
        rows = [row for row in view.unread if (row.level == "error") is grave]
        if rows:
            yield (
                f'<section class="unexamined{" grave" if grave else ""}"><h2>'
                f'{"Not read" if grave else "Not read, without an effect on the result"}</h2><ul>'
            )
            for row in rows:
                examples = "".join(
                    f"<li><code>{said(subject)}</code>: {code(message)}</li>"
                    for subject, message in row.examples
                )
                yield (
                    f'<li><i aria-hidden="true">{MARKS[Severity.ERROR if grave else Severity.NOTE]}</i> '
                    f'{said(reason_of(row))}<ul>{examples}</ul></li>'
                )
            yield "</ul></section>"
    names = list(view.not_read.values())
    if names:
        listed = ", ".join(f"<code>{said(name)}</code>" for name in names[:_NOT_READ]) + (
            f" and {len(names) - _NOT_READ:,} more" if len(names) > _NOT_READ else ""
        )
        yield (
            f'<details class="notice"><summary>{count(len(names), "image")} not read to the end, and so not '
            f'clean</summary><p>{listed}</p></details>'
        )
