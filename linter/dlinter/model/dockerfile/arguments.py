"""The arguments of one logical line, as BuildKit's line parsers split them (frontend/dockerfile/parser:
line_parsers.go, split_command.go). Offsets are offsets of the logical line, which is latin-1 text."""

from __future__ import annotations

import json
import re

from msgspec import Struct

from dlinter.model.dockerfile.spaces import ASCII, BYTES, decode, left, right, space_at

_WHITE = re.compile(r"[\t\v\f\r ]+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
_LONE = re.compile("[\ud800-\udfff]")


class Piece(Struct, frozen=True):
    """A value and the range of the line it was written in."""

    start: int
    end: int
    value: str


class Flagged(Piece, frozen=True):
    """A flag: `places` are the offsets of the value's characters (quotes and backslashes are not among
    them)."""

    places: list[int]


class ArgumentError(Exception):
    """BuildKit refuses the line; `start` and `end` is the range to point at."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start, self.end = start, end


def split_flags(line: str, at: int, end: int) -> tuple[list[Flagged], int]:
    """The leading `--name[=value]` words, and where the arguments begin. Quotes and backslashes are resolved
    whatever the escape directive says, and each byte is taken for a rune, so that bytes above 0x7f come out
    as latin-1 characters (`extractBuilderFlags`)."""
    flags: list[Flagged] = []
    while True:
        while at < end and line[at] in BYTES:
            at += 1
        if at >= end or not line.startswith("--", at, end):
            return flags, at
        start, blank_ok, quote = at, False, ""
        word, places = list[str](), list[int]()
        while at < end:
            char = line[at]
            if not quote and char in BYTES:
                break
            if not quote and char in "'\"":
                quote, blank_ok = char, True
            elif quote and char == quote:
                quote = ""
            elif char == "\\":
                at += 1
                if at < end:
                    word.append(line[at])
                    places.append(at)
            else:
                word.append(char)
                places.append(at)
            at += 1
        at = min(at, end)
        value = "".join(word)
        if value == "--":
            return flags, at
        if blank_ok or value:
            flags.append(Flagged(start, at, value, places))


def whole(line: str, at: int, end: int) -> list[Piece]:
    """The rest as one argument."""
    return [Piece(at, end, decode(line[at:end]))] if at < end else []


def by_space(line: str, at: int, end: int) -> list[Piece]:
    """Words between ASCII white space, quotes not looked at."""
    pieces: list[Piece] = []
    start = at
    if at >= end:
        return []
    for match in _WHITE.finditer(line, at, end):
        pieces.append(Piece(start, match.start(), decode(line[start : match.start()])))
        start = match.end()
    pieces.append(Piece(start, end, decode(line[start:end])))
    return pieces


def json_array(line: str, at: int, end: int) -> list[Piece] | None:
    """The strings of a JSON array, None where it is none. Raises ArgumentError for an array with something
    else in it."""
    at = left(line, at, end)
    if at >= end or line[at] != "[":
        return None
    text = line[at:end]
    try:
        values = json.loads(
            decode(text).encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(value, str) for value in values):
        raise ArgumentError("only string type is allowed in JSON string arrays", at, end)
    places = [(at + m.start(), at + m.end()) for m in _STRING.finditer(text)]
    return [Piece(s, e, _LONE.sub("\ufffd", v)) for (s, e), v in zip(places, values, strict=True)]


def _no_constant(name: str) -> object:
    raise ValueError(name)


_RUN = re.compile(r"[!#-&(-\[\]-_a-~]+")
"""What is no blank, quote or escape."""


def words(line: str, at: int, end: int, escape: str) -> list[Piece]:
    """Words with quotes and escapes still in them (`parseWords`)."""
    found: list[Piece] = []
    start, quote = -1, ""
    word: list[str] = []
    while at < end:
        run = _RUN.match(line, at, end)
        if run is not None:
            start = at if start < 0 else start
            word.append(run[0])
            at = run.end()
            continue
        char = line[at]
        width = space_at(line, at) if not quote else 0
        if width:
            if start >= 0:
                found.append(Piece(start, at, decode("".join(word))))
                start, word = -1, []
            at += width
            continue
        if start < 0:
            start = at
        if quote:
            if char == quote:
                quote = ""
            elif char == escape and quote != "'":
                if at + 1 == end:
                    at += 1
                    continue
                word.append(char)
                at += 1
                char = line[at]
            word.append(char)
        else:
            if char in "'\"":
                quote = char
            elif char == escape:
                if at + 1 == end:
                    at += 1
                    continue
                word.append(char)
                at += 1
                char = line[at]
            word.append(char)
        at += 1
    if start >= 0 and (word or quote):
        found.append(Piece(start, end, decode("".join(word))))
    return found


class Named(Struct, frozen=True):
    """One `KEY=VALUE` (or `KEY VALUE`, `legacy`)."""

    key: Piece
    value: Piece
    legacy: bool


def name_values(line: str, at: int, end: int, escape: str, keyword: str) -> list[Named]:
    """The pairs of ENV or LABEL (`parseNameVal`). Raises ArgumentError."""
    found = words(line, at, end, escape)
    if not found:
        return []
    if "=" not in found[0].value:
        parts = _WHITE.split(line[at:end], maxsplit=1)
        if len(parts) < 2:
            raise ArgumentError(f"{keyword} must have two arguments", at, end)
        middle = at + len(parts[0])
        value_at = end - len(parts[1])
        key = Piece(at, middle, decode(parts[0]))
        return [Named(key, Piece(value_at, end, decode(parts[1])), True)]
    named = []
    for word in found:
        if "=" not in word.value:
            raise ArgumentError(
                f"`{word.value}` has no `=`: {keyword} takes `name=value`", word.start, word.end
            )
        named.append(split_pair(line, word))
    return named


def split_pair(line: str, word: Piece) -> Named:
    """`KEY=VALUE` cut at the first `=`."""
    key, _, value = word.value.partition("=")
    cut = line.index("=", word.start, word.end)
    return Named(Piece(word.start, cut, key), Piece(cut + 1, word.end, value), False)


def first_word(line: str, at: int, end: int) -> tuple[int, int]:
    """Where the first word ends and the next begins (each byte taken for a rune, as HEALTHCHECK's parser
    does)."""
    while at < end and line[at] not in BYTES:
        at += 1
    rest = at
    while rest < end and line[rest] in BYTES:
        rest += 1
    return at, rest


def keyword_end(line: str, at: int, end: int) -> int:
    """Where the keyword ends: at ASCII white space."""
    while at < end and line[at] not in ASCII:
        at += 1
    return at


def trim(line: str, at: int, end: int) -> tuple[int, int]:
    """The range without white space (runes) on both sides."""
    at = left(line, at, end)
    return at, right(line, at, end)
