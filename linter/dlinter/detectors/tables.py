"""Values whose name stands at the head of their column: the readers of separated values, SQL and Markdown for
`Detector.reader`.

A reader gives, for `data[start:stop]`, the places of a name and of its value as offsets in `data`. It reads
what is plainly a table, and no further than `ROWS` rows; whether the name names a secret and the value may be
one is judged after it, as after every form of the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dlinter.model.names import Holds, holds

ROWS = 2000
"""Rows of one table that are read, at most."""
_COLUMNS = 64
Place = tuple[int, int, int, int]
"""Start and end of a name, start and end of its value."""
Cell = tuple[int, int]

_LINE = re.compile(rb"[^\r\n]*(?=\r?\n|\Z)")
_CELL = {
    sep: re.compile(rb'[ ]?"((?:[^"]|"")*+)"[ ]?(?=[' + sep + rb"]|\Z)|([^" + sep + rb"]*)")
    for sep in (b",", b";", b"\t", b"|")
}
_NAMES_VALUE = frozenset({"key", "name", "option", "optionname", "setting", "settingname", "variable",
    "configkey", "property", "code", "path", "param", "parameter", "attribute"})
_HOLDS_VALUE = frozenset(
    {"value", "optionvalue", "val", "configvalue", "settingvalue", "data", "content", "meta", "metavalue"}
)
_INSERT = re.compile(
    rb"(?i:insert[ ](?:ignore[ ])?into|replace[ ]into)[ ]{1,4}[`\"\[]?[A-Za-z0-9_.`\"\[\]]{1,120}[ ]{0,4}(?:\((?P<columns>[^()]{1,2000})\))?\s{0,8}(?i:values)\s{0,8}(?=\()"
)
_ITEM = re.compile(
    rb"\s*+(?:[NEe]?'(?P<text>(?:[^'\\]|''|\\.)*+)'\s*+|(?P<other>[^',()]*+(?:\([^()]*+\)[^',()]*+)?))(?P<end>[,)])",
    re.DOTALL,
)
_NEXT = re.compile(rb"\s*,\s*(?=\()")
_COPY = re.compile(
    rb"(?i:copy)[ ][^\n();]{1,160}\((?P<columns>[^()\n]{1,2000})\)[ ](?i:from stdin)[^\n;]{0,80};\r?\n"
)
_HEADS = re.compile(rb"[ \t]{0,8}(\|[^\n]{1,600})\r?\n[ \t]{0,8}\|[ ]?:?-{2,}[^\n]{0,400}\r?\n")
_HASH = re.compile(
    rb"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}|[0-9A-F]{32,128}|\*[0-9A-F]{40}|\$[0-9a-z]{1,10}\$.*|\{[A-Z0-9-]{3,16}\}.*|(?:pbkdf2|bcrypt|scrypt|argon2|md5|sha1)[_$:].*)\Z"
)
"""What a table keeps in place of a password."""


def separated(data: bytes, start: int, stop: int) -> Iterator[Place]:
    """A file of separated values whose first line names the columns."""
    head = _LINE.match(data, start, stop)
    if head is None or len(head.group()) > 4096:
        return
    line = head.group().removeprefix(b"\xef\xbb\xbf")
    sep = max((b",", b";", b"\t", b"|"), key=line.count)
    if not line.count(sep):
        return
    names = _cells(data, head.end() - len(line), head.end(), sep)
    wanted = {i: names[i] for i in _telling(data, names)}
    if wanted:
        yield from _of_rows(data, head.end(), stop, sep, wanted)


def copied(data: bytes, start: int, stop: int) -> Iterator[Place]:
    """PostgreSQL's `COPY table (columns) FROM stdin;`: values between tabulators, up to `\\.`."""
    for head in _COPY.finditer(data, start, stop):
        wanted = _wanted(data, *head.span("columns"))
        if wanted:
            end = data.find(b"\n\\.", head.end(), stop)
            yield from _of_rows(data, head.end() - 1, end if end >= 0 else stop, b"\t", wanted)


def marked(data: bytes, start: int, stop: int) -> Iterator[Place]:
    """A table of Markdown: a line of headings, one of dashes, rows."""
    for head in _HEADS.finditer(data, start, stop):
        names = _cells(data, *head.span(1), b"|")
        wanted = {i: names[i] for i in _telling(data, names)}
        at = head.end()
        while wanted and at < stop:
            row = _LINE.match(data, at, stop)
            if row is None or not row.group().lstrip().startswith(b"|"):
                break
            first = row.start() + len(row.group()) - len(row.group().lstrip())
            yield from _values(data, _cells(data, first, row.end(), b"|"), wanted)
            at = data.find(b"\n", row.end()) + 1 or stop


def inserted(data: bytes, start: int, stop: int) -> Iterator[Place]:
    """`INSERT INTO table (columns) VALUES (…), (…)`: by the columns, by a column of names beside one of
    values, and where there are no columns by a name right before a value."""
    for head in _inserts(data, start, stop):
        wanted = _wanted(data, *head.span("columns")) if head.group("columns") else {}
        pair = _pair(data, *head.span("columns")) if head.group("columns") else None
        at, rows = head.end(), 0
        while rows < ROWS and data[at : at + 1] == b"(":
            row, at = _tuple(data, at + 1, stop)
            yield from _values(data, row, wanted)
            for name, value in (
                ((pair,) if pair is not None else zip(range(len(row)), range(1, len(row)), strict=False))
                if not wanted
                else ()
            ):
                if max(name, value) < len(row) and holds(_text(data, row[name])) in (
                    Holds.PASSWORD,
                    Holds.TOKEN,
                ):
                    yield from _values(data, row, {value: row[name]})
            following = _NEXT.match(data, at, stop)
            if following is None:
                break
            at, rows = following.end(), rows + 1


def _inserts(data: bytes, start: int, stop: int) -> Iterator[re.Match[bytes]]:
    """The statements' heads. To look for their first words takes a twentieth of the time that `re` takes."""
    text, done, places = data[start:stop].lower(), start, list[int]()
    for word in (b"insert", b"replace"):
        at = text.find(word)
        while at >= 0:
            places.append(start + at)
            at = text.find(word, at + 1)
    for place in sorted(places):
        if place >= done and (head := _INSERT.match(data, place, stop)) is not None:
            done = head.end()
            yield head


def _of_rows(data: bytes, at: int, stop: int, sep: bytes, wanted: dict[int, Cell]) -> Iterator[Place]:
    """The values of these columns in the lines after the one that ends at `at`."""
    for _ in range(ROWS):
        at = data.find(b"\n", at, stop) + 1
        row = _LINE.match(data, at, stop) if at else None
        if row is None:
            return
        yield from _values(data, _cells(data, *row.span(), sep), wanted)
        at = row.end()


def _values(data: bytes, row: Sequence[Cell], wanted: dict[int, Cell]) -> Iterator[Place]:
    for column, name in wanted.items():
        if column < len(row):
            first, last = row[column]
            if 6 <= last - first <= 4096 and not _HASH.match(data, first, last):
                yield (*name, first, last)


def _telling(data: bytes, names: Sequence[Cell]) -> Iterable[int]:
    return (
        i
        for i, cell in enumerate(names)
        if cell[1] - cell[0] <= 60 and holds(_text(data, cell)) in (Holds.PASSWORD, Holds.TOKEN)
    )


def _wanted(data: bytes, start: int, stop: int) -> dict[int, Cell]:
    names = _cells(data, start, stop, b",")
    return {i: names[i] for i in _telling(data, names)}


def _pair(data: bytes, start: int, stop: int) -> tuple[int, int] | None:
    """The columns of names and of values, where a table has such."""
    names = [re.sub(r"[^a-z]", "", _text(data, cell).lower()) for cell in _cells(data, start, stop, b",")]
    name = next((i for i, n in enumerate(names) if n in _NAMES_VALUE), -1)
    value = next((i for i, n in enumerate(names) if n in _HOLDS_VALUE), -1)
    return (name, value) if name >= 0 and value >= 0 else None


def _cells(data: bytes, start: int, stop: int, sep: bytes) -> list[Cell]:
    """The cells of a line without the blanks, quotes and marks around them."""
    cells, at = list[Cell](), start + (sep == b"|" and data[start : start + 1] == b"|")
    while at <= stop and len(cells) < _COLUMNS:
        found = _CELL[sep].match(data, at, stop)
        if found is None:
            break
        first, last = found.span(1 if found.group(1) is not None else 2)
        cells.append(_bare(data, first, last))
        at = found.end() + 1
    return cells


_AROUND = frozenset({(ord(a), ord(b)) for a, b in ('""', "''", "``", "**", "[]")})
_BLANKS = frozenset(b" \t\r")


def _bare(data: bytes, first: int, last: int) -> Cell:
    while first < last:
        if data[first] in _BLANKS:
            first += 1
        elif data[last - 1] in _BLANKS:
            last -= 1
        elif last - first > 1 and (data[first], data[last - 1]) in _AROUND:
            first, last = first + 1, last - 1
        else:
            break
    return first, last


def _tuple(data: bytes, at: int, stop: int) -> tuple[list[Cell], int]:
    """The values of a tuple whose parenthesis is open, and where it ends; empty cells for what is not a
    text."""
    row = list[Cell]()
    while len(row) < _COLUMNS:
        item = _ITEM.match(data, at, stop)
        if item is None:
            return row, stop
        row.append(item.span("text") if item.group("text") is not None else (item.end(), item.end()))
        at = item.end()
        if item.group("end") == b")":
            return row, at
    return row, stop


def _text(data: bytes, cell: Cell) -> str:
    return data[cell[0] : cell[1]].decode("latin-1")
