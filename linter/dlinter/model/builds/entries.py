"""The small languages of build options: CSV entries (`type=gha,mode=max`) and `NAME=VALUE`, with places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlinter.model.builds.values import Entry, Setting, Value
from dlinter.model.text import Span

_PART = re.compile(r"(?:\$\{\{(?:(?!\$\{\{).){0,1000}?\}\}|\$\{[^}]{0,1000}\}|\"(?:[^\"]|\"\")*\"|[^,])+")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


def part(value: Value, start: int, end: int) -> Value:
    """A part of a value by indexes into its text. Where the file writes the value otherwise (escapes,
    continuations) the part has the whole value's span."""
    text = value.text[start:end]
    if _size(value.text) != value.span.end - value.span.start:
        return Value(text, value.span)
    at = value.span.start + _size(value.text[:start])
    return Value(text, Span(at, at + _size(text)))


def setting(value: Value) -> Setting:
    """`NAME=VALUE` or `NAME`."""
    name, equals, _ = value.text.partition("=")
    given = part(value, len(name) + 1, len(value.text)) if equals else None
    return Setting(name.strip(), _unquoted(given) if given else None, value.span)


def _unquoted(value: Value) -> Value:
    if len(value.text) > 1 and value.text[0] == value.text[-1] and value.text[0] in "\"'":
        return part(value, 1, len(value.text) - 1)
    return value


def entry(value: Value, bare: bool = False) -> Entry:
    """One CSV entry. `bare`: see `Entry`."""
    fields: list[Setting] = []
    for found in _PART.finditer(value.text):
        raw = found[0]
        lead = len(raw) - len(raw.lstrip())
        piece = _unquoted(part(value, found.start() + lead, found.start() + len(raw.rstrip())))
        name, equals, _ = piece.text.partition("=")
        # A field that begins with an expression is no name and value.
        if equals and "$" not in name:
            fields.append(
                Setting(name.strip().lower(), part(piece, len(name) + 1, len(piece.text)), piece.span)
            )
        else:
            fields.append(Setting(piece.text, None, piece.span))
    return Entry(value.text, value.span, tuple(fields), bare=bare)


def commas(value: Value) -> Iterator[Value]:
    """The items of a comma-separated value, blanks around them left out."""
    plain = _size(value.text) == value.span.end - value.span.start
    at, place = 0, value.span.start  # of thousands of items each is measured once, not all before it
    for found in _PART.finditer(value.text):
        raw = found[0]
        text = raw.strip()
        if not text:
            continue
        if not plain:
            yield Value(text, value.span)
            continue
        begin = found.start() + len(raw) - len(raw.lstrip())
        place += _size(value.text[at:begin])
        at = begin
        yield Value(text, Span(place, place + _size(text)))
