"""Which words of a line are heredocs (frontend/dockerfile/parser/parser.go, `heredocsFromLine`,
`ParseHeredoc`).

BuildKit splits the line with its shell lexer, quotes kept: a quote that never closes, or an expansion it does
not know, means that the line has no heredoc at all."""

from __future__ import annotations

import re

from msgspec import Struct

from dlinter.model.dockerfile.spaces import space_at

_MARK = re.compile(r"(\d*)<<(-?)[\t\n\f\r ]*([^<]*)\Z", re.S)
_NAME = re.compile(r"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*|\d+|[@*#?\-$!0]")


class Mark(Struct, frozen=True):
    """`<<NAME` at a range of the line."""

    start: int
    end: int
    fd: int
    chomp: bool
    name: str
    expand: bool


class _Broken(Exception):
    pass


class HeredocError(Exception):
    """A heredoc's word is not closed."""


def split(line: str, at: int, end: int) -> list[tuple[int, int]]:
    """Ranges of the words; [] where the lexer gives up."""
    try:
        return _words(line, at, end)
    except (_Broken, RecursionError):
        return []


def _words(line: str, at: int, end: int) -> list[tuple[int, int]]:
    found, start = [], -1
    while at < end:
        width = space_at(line, at)
        if width:
            if start >= 0:
                found.append((start, at))
                start = -1
            at += width
            continue
        if start < 0:
            start = at
        at = _skip(line, at, end)
    if start >= 0:
        found.append((start, min(at, end)))
    return found


def _skip(line: str, at: int, end: int) -> int:
    char = line[at]
    if char == "'":
        close = line.find("'", at + 1, end)
        if close < 0:
            raise _Broken
        return close + 1
    if char == '"':
        return _double(line, at + 1, end)
    if char == "$":
        return _dollar(line, at + 1, end)
    return min(at + 2, end) if char == "\\" else at + 1


def _double(line: str, at: int, end: int) -> int:
    while at < end:
        char = line[at]
        if char == '"':
            return at + 1
        if char == "$":
            at = _dollar(line, at + 1, end)
        elif char == "\\":
            at += 2
        else:
            at += 1
    raise _Broken


def _dollar(line: str, at: int, end: int) -> int:
    if at >= end or line[at] != "{":
        match = _NAME.match(line, at, end)
        return match.end() if match else at
    at += 1
    if at >= end or line[at] in "{}:":
        raise _Broken
    match = _NAME.match(line, at, end)
    at = match.end() if match else at
    if at >= end:
        raise _Broken
    modifier, at = line[at], at + 1
    if modifier == "}":
        return at
    if modifier == ":":
        at += 1  # any character: the lexer skips what is not set before it looks at the modifier
    elif modifier == "/":
        if at < end and line[at] == "/":
            at += 1
        at = _until(line, at, end, "/")
    elif modifier not in "+-?#%":
        raise _Broken
    return _until(line, at, end, "}")


def _until(line: str, at: int, end: int, stop: str) -> int:
    while at < end:
        if line[at] == stop:
            return at + 1
        at = _skip(line, at, end)
    raise _Broken


def marks(line: str, at: int, end: int) -> list[Mark]:
    """The heredocs of a line, in order. Raises HeredocError."""
    if line.find("<<", at, end) < 0:
        return []
    found, ranges, index = [], split(line, at, end), 0
    while index < len(ranges):
        start, stop = ranges[index]
        index += 1
        # white space may follow `<<`, not `<<-` (shell/lex.go, `processPossibleHeredoc`)
        if re.fullmatch(r"\d*<<", line[start:stop]) and index < len(ranges):
            stop = ranges[index][1]
            index += 1
        mark = parse(line[start:stop], start)
        if mark:
            found.append(mark)
    return found


def parse(word: str, start: int = 0) -> Mark | None:
    """One word as a heredoc, None where it is none. Raises HeredocError."""
    match = _MARK.match(word)
    if not match or not match[3]:
        return None
    try:
        words = _words(match[3], 0, len(match[3]))
    except (_Broken, RecursionError):
        raise HeredocError("the heredoc's name is not closed") from None
    if len(words) != 1:
        return None
    name, quoted = unquote(match[3][words[0][0] : words[0][1]])
    if not name:
        return None
    fd = min(int(match[1][:25]), 2**64 - 1) if match[1] else 0
    return Mark(start, start + len(word), fd, match[2] == "-", name, not quoted)


def unquote(word: str) -> tuple[str, bool]:
    """A word that is closed without its quotes and escapes, and whether it had quotes: an escape is none,
    `<<\\EOF` expands."""
    out, at, quoted = [], 0, False
    while at < len(word):
        char = word[at]
        if char in "'\"":
            quoted = True
            close = _skip(word, at, len(word)) - 1
            inner = word[at + 1 : close]
            out.append(re.sub(r'\\(["$\\])', r"\1", inner) if char == '"' else inner)
            at = close + 1
        elif char == "\\":
            out.append(word[at + 1 : at + 2])
            at += 2
        else:
            out.append(char)
            at += 1
    return "".join(out), quoted
