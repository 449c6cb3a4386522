"""A finding on the page: what and where, the lines, the place in the image, what to do, and what the fix
would change."""

from __future__ import annotations

import hashlib
from collections import Counter
from html import escape
from itertools import chain

from dlinter.finding import Fix, Result, Safety
from dlinter.model.builds.names import is_data
from dlinter.model.place import ImagePlace, Origin
from dlinter.model.text import Span, Text
from dlinter.report import help_uri
from dlinter.report.page.parts import badge, code, cut, facts, said
from dlinter.report.pieces import Piece, masked, shown_text, visible
from dlinter.report.plain import fate, made_by, spot

LINES = 8
"""Lines shown of a long span, and of each side of a fix."""
_WIDE = 400
"""Characters shown of a line."""
_CLASSES = (("Comment", "c"), ("Keyword", "k"), ("String", "s"), ("Name.Variable", "v"))


class Cards:
    """Writes the cards of one page; each has an address of its own, which stays when other findings come and
    go."""

    def __init__(self) -> None:
        self._seen = Counter[str]()

    def card(self, result: Result) -> str:
        rule, location, finding = result.rule, result.location, result.finding
        place = location.image
        fix = finding.fix if result.suppressed_by is None else None
        anchor = self._anchor(result)
        data = {
            "severity": result.severity.value, "rule": rule.id, "family": rule.family,
            "fix": fix.safety.value if fix else "",
            "layer": f"{place.image}\n{place.platform}\n{place.layer}" if place is not None
            and place.layer is not None else "",
        }  # fmt: skip
        attributes = "".join(f' data-{key}="{_attribute(value)}"' for key, value in data.items())
        head = (
            f'<header>{badge(result.severity)} <a class="rule" href="{escape(help_uri(rule.id))}" '
            f'title="{said(rule.summary)}">{said(rule.id)}</a>'
            f'<a class="place" href="#{anchor}">{said(cut(_where(result), 110))}</a></header>'
        )
        body = f'<p class="message">{code(finding.message)}</p>'
        if result.suppressed_by is not None:
            why = result.suppressed_by.justification
            body += (
                '<p class="quiet">suppressed by '
                f'{said(result.suppressed_by.reason.value)}{f": {said(why)}" if why else ""}</p>'
            )
        if location.text is not None and location.span is not None:
            body += excerpt(location.text, location.span, location.hidden)
        if location.text is not None and finding.related:
            rows = "".join(
                f"<li>line {location.text.line_of(r.span.start)}: {code(r.message)}</li>"
                for r in finding.related
            )
            body += f'<ul class="related">{rows}</ul>'
        if place is not None:
            body += _place(place, tied=location.text is not None)
        if finding.secret is not None and finding.secret.rotate and result.suppressed_by is None:
            body += f'<p class="now"><b>Now</b> {code(finding.secret.rotate)}</p>'
        if fix is not None and location.text is not None:
            body += _fix(location.text, fix, location.hidden)
        muted = " suppressed" if result.suppressed_by is not None else ""
        return (
            f'<article class="finding {result.severity.value}{muted}" '
            f'id="{anchor}"{attributes}>{head}{body}</article>'
        )

    def _anchor(self, result: Result) -> str:
        key = hashlib.sha256(
            f"{result.rule.id}\0{result.location.path}\0{result.fingerprint}".encode(
                "utf-8", "surrogateescape"
            )
        ).hexdigest()[:12]
        self._seen[key] += 1
        return f"f-{key}" + (f"-{self._seen[key]}" if self._seen[key] > 1 else "")


def _attribute(value: str) -> str:
    return "&#10;".join(said(line) for line in value.split("\n"))


def _where(result: Result) -> str:
    """`line 3, column 7`, or the place in the image: the file or image stands above the card."""
    text, span, place = result.location.text, result.location.span, result.location.image
    if text is not None:
        position = text.position(span.start if span is not None else 0)
        return f"line {position.line}, column {position.column}"
    return spot(place) if place is not None else ""


def _place(place: ImagePlace, *, tied: bool) -> str:
    found = fate(place)
    made = code(made_by(place, cut(place.created_by, 300)))
    return facts(
        (
            ("image", f"<code>{said(place.image)}</code>" if tied else ""),
            ("platform", said(place.platform) if tied else ""),
            ("place", f"<code>{said(spot(place))}</code>" if tied else ""),
            ("fate", said(found)),
            ("made by", made),
            ("origin", said(place.origin.value) if place.origin is Origin.BASE else ""),
            ("package", said(place.package)),
        )
    )


def excerpt(text: Text, span: Span, hidden: tuple[Span, ...]) -> str:
    """The lines of a span with it marked, secrets as `*`."""
    first = text.line_of(span.start)
    last = max(first, text.line_of(max(span.start, span.end - 1)))
    rows = []
    for number in range(first, min(last, first + LINES - 1) + 1):
        row = text.line_span(number)
        data = masked(text, row, hidden)
        start = min(max(row.start, span.start), row.end) - row.start
        end = max(start, min(row.end, span.end) - row.start)
        before, marked = visible(data[:start]), visible(data[start:end])
        if number > first:
            indent = len(marked) - len(marked.lstrip())
            before, marked = before + marked[:indent], marked[indent:]
        rows.append(
            f'<span class="n">{number}</span>'
            f'{_line(_pieces(text, number, hidden), len(before), len(before) + len(marked))}'
        )
    if last > first + LINES - 1:
        rows.append(f'<span class="n">…</span><span class="c">{last - first - LINES + 1} more lines</span>')
    return f'<pre class="source" tabindex="0">{chr(10).join(rows)}</pre>'


def _pieces(text: Text, number: int, hidden: tuple[Span, ...]) -> list[Piece]:
    if is_data(text.path):
        return [(None, visible(masked(text, text.line_span(number), hidden)))]
    from dlinter.report.lexer import line_pieces

    return line_pieces(text, number, hidden)


def _line(pieces: list[Piece], start: int, end: int) -> str:
    """The pieces with their classes, those from `start` to `end` marked. Of a very long line what is around
    the place."""
    low = max(0, start - _WIDE // 3)
    parts, at = [], 0
    for kind, value in pieces:
        for low_at, high_at in ((0, start), (start, end), (end, 1 << 60)):
            piece = value[max(low_at - at, 0) : max(high_at - at, 0)]
            begin = max(low_at, at)
            if not piece or begin > low + _WIDE or begin + len(piece) <= low:
                continue
            piece = piece[max(low - begin, 0) : max(low + _WIDE - begin, 0)]
            name = next((short for long, short in _CLASSES if long in str(kind)), "")
            shown = f'<span class="{name}">{escape(piece)}</span>' if name else escape(piece)
            parts.append(
                f"<mark>{shown}</mark>" if start < end and low_at == start and high_at == end else shown
            )
        at += len(value)
    if start == end and at >= start:
        parts.append("<mark> </mark>" if start >= at else "")
    return ("…" if low else "") + "".join(parts) + ("…" if at > low + _WIDE else "")


def _fix(text: Text, fix: Fix, hidden: tuple[Span, ...]) -> str:
    option = "--fix" if fix.safety is Safety.SAFE else "--fix --unsafe-fixes"
    title = (
        f'<b>Fix</b> {code(fix.title)}{f" ({code(fix.gives)})" if fix.gives else ""} <code '
        f'class="option">{option}</code>'
    )
    if fix.safety is Safety.UNSAFE:
        title += ' <span class="quiet">may change what the file does: review it</span>'
    change = "" if fix.withheld else _change(text, fix, hidden)
    for name, addition in fix.files if not fix.withheld else ():
        change += (
            f'<p class="quiet">adds to <code>{said(name)}</code></p><pre '
            f'class="diff">{_rows("+", addition.splitlines())}</pre>'
        )
    if not change:
        return f'<p class="fix">{title}</p>'
    return f'<details class="fix"><summary>{title}</summary>{change}</details>'


def _change(text: Text, fix: Fix, hidden: tuple[Span, ...]) -> str:
    """The lines that the edits touch, before and after, secrets as `*`: edits have places in bytes, and masks
    keep them."""
    if not fix.edits:
        return ""
    edits = sorted(dict.fromkeys(fix.edits), key=lambda edit: edit.span)
    top = text.line_span(text.line_of(edits[0].span.start)).start
    bottom = text.line_span(text.line_of(max(edit.span.end for edit in edits))).end
    before = masked(text, Span(top, bottom), hidden)
    parts, at = [], top
    for edit in edits:
        parts += [before[at - top : edit.span.start - top], edit.written(text)]
        at = edit.span.end
    after = b"".join([*parts, before[at - top :]])
    return f'<pre class="diff">{_rows("-", _split(before))}{_rows("+", _split(after))}</pre>'


def _split(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogateescape").splitlines()


def _rows(sign: str, lines: list[str]) -> str:
    kind = "minus" if sign == "-" else "plus"
    shown = [
        f'<span class="{kind}">{sign} {escape(shown_text(cut(line, _WIDE)))}</span>' for line in lines[:LINES]
    ]
    more = (
        [f'<span class="{kind}">{sign} … {len(lines) - LINES} more lines</span>']
        if len(lines) > LINES
        else []
    )
    return "".join(chain(shown, more))
