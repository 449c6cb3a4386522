"""The value of a shell word: quotes and escapes resolved, expansions told."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from dlinter.model.shell.nodes import Word
from dlinter.model.text import Span

_VARIABLE = re.compile(r"\$(?:\{[#!]?)?([A-Za-z_][A-Za-z0-9_]*)")
_SPECIAL = re.compile(r"[\\'\"$`<>]")
_PLAIN = re.compile(r"[^\\'\"$`<>]+")
_PLAIN_QUOTED = re.compile(r'[^"\\$`]+')
_ANSI = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f",
    "v": "\v", "\\": "\\", "'": "'", '"': '"', "?": "?"}


class Source(Struct, frozen=True):
    """The bytes and the ranges of them that the shell reads, in order."""

    data: bytes
    ranges: tuple[Span, ...]
    _starts: tuple[int, ...] = ()

    @classmethod
    def of(cls, data: bytes, ranges: tuple[Span, ...]) -> Source:
        return cls(data, ranges, tuple(r.start for r in ranges))

    def text(self, span: Span) -> str:
        """What the shell reads of a span: the gaps left out."""
        return self._between(span.start, span.end)

    def _between(self, first: int, last: int) -> str:
        if not self.ranges:
            return self.data[first:last].decode("utf-8", "surrogateescape")
        at = max(0, bisect_right(self._starts, first) - 1)
        whole = self.ranges[at]
        if whole.start <= first and last <= whole.end:
            return self.data[first:last].decode("utf-8", "surrogateescape")
        parts = []
        while at < len(self.ranges) and self.ranges[at].start < last:
            start, end = max(self.ranges[at].start, first), min(self.ranges[at].end, last)
            if start < end:
                parts.append(self.data[start:end])
            at += 1
        return b"".join(parts).decode("utf-8", "surrogateescape")

    def read_in(self, pieces: Sequence[Span]) -> list[Span]:
        """The parts of pieces of the file that the shell reads."""
        found = []
        for piece in pieces:
            at = max(0, bisect_right(self._starts, piece.start) - 1)
            while at < len(self.ranges) and self.ranges[at].start < piece.end:
                if piece.start < self.ranges[at].end:
                    found.append(
                        Span(max(piece.start, self.ranges[at].start), min(piece.end, self.ranges[at].end))
                    )
                at += 1
        return found

    def touch(self, end: int, start: int) -> bool:
        """Whether nothing that the shell reads stands between two offsets."""
        return start <= end or not self._between(end, start)


def make_word(source: Source, span: Span) -> Word:
    """The word of a span."""
    return word_of(source.text(span), span)


def word_of(text: str, span: Span) -> Word:
    """A word from what the shell reads."""
    if _SPECIAL.search(text) is None:
        return Word(span, text, text, True, False, ())
    out: list[str] = []
    static, quoted, at, size = True, False, 0, len(text)
    while at < size:
        char = text[at]
        if char == "\\":
            if at + 1 < size:
                if text[at + 1] != "\n":
                    out.append(text[at + 1])
                quoted = True
            at += 2
        elif char == "'":
            close = text.find("'", at + 1)
            close = size if close < 0 else close
            out.append(text[at + 1 : close])
            quoted, at = True, close + 1
        elif char == '"':
            at, inner = _double(text, at + 1, out)
            static, quoted = static and inner, True
        elif char == "$" and text.startswith("$'", at):
            at = _ansi(text, at + 2, out)
            quoted = True
        elif char == "$" and text.startswith('$"', at):
            at += 1
        elif char in "$`":
            end = _expansion(text, at)
            if end - at > 1:
                static = False
            out.append(text[at:end])
            at = end
        elif char in "<>" and text.startswith("(", at + 1):
            end = _nested(text, at + 1, "(", ")")
            static = False
            out.append(text[at:end])
            at = end
        elif (plain := _PLAIN.match(text, at)) is not None:
            out.append(plain.group())
            at = plain.end()
        else:  # `<` or `>`
            out.append(char)
            at += 1
    variables = tuple(dict.fromkeys(_VARIABLE.findall(_unquoted(text)))) if "$" in text else ()
    return Word(span, text, "".join(out), static, quoted, variables)


def _unquoted(text: str) -> str:
    """The text without what single quotes or a backslash hide."""
    if "'" not in text and "\\" not in text:
        return text
    out, at, double = [], 0, False
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 2
            continue
        if char == '"':
            double = not double
        if char == "'" and not double:
            close = text.find("'", at + 1)
            at = len(text) if close < 0 else close + 1
            continue
        out.append(char)
        at += 1
    return "".join(out)


def _double(text: str, at: int, out: list[str]) -> tuple[int, bool]:
    static, size = True, len(text)
    while at < size:
        char = text[at]
        if char == '"':
            return at + 1, static
        if char == "\\" and at + 1 < size:
            follows = text[at + 1]
            if follows in '"\\$`':
                out.append(follows)
            elif follows != "\n":
                out.append(char + follows)
            at += 2
        elif char in "$`":
            end = _expansion(text, at)
            if end - at > 1:
                static = False
            out.append(text[at:end])
            at = end
        elif (plain := _PLAIN_QUOTED.match(text, at)) is not None:
            out.append(plain.group())
            at = plain.end()
        else:
            out.append(char)
            at += 1
    return at, static


def _ansi(text: str, at: int, out: list[str]) -> int:
    size = len(text)
    while at < size and text[at] != "'":
        if text[at] != "\\" or at + 1 >= size:
            out.append(text[at])
            at += 1
            continue
        char = text[at + 1]
        if char in _ANSI:
            out.append(_ANSI[char])
            at += 2
        elif match := re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{1,4}))").match(
            text, at
        ):
            code = int(match[1] or match[3], 16) if match[1] or match[3] else int(match[2], 8)
            out.append(chr(code))
            at = match.end()
        else:
            out.append(text[at : at + 2])
            at += 2
    return at + 1


def _expansion(text: str, at: int) -> int:
    """The end of the expansion that begins at `$` or a backtick; one character when it is none."""
    size = len(text)
    if text[at] == "`":
        close = at + 1
        while close < size and text[close] != "`":
            close += 2 if text[close] == "\\" else 1
        return min(close + 1, size)
    if at + 1 >= size:
        return at + 1
    follows = text[at + 1]
    if follows in "({":
        return _nested(text, at + 1, follows, ")" if follows == "(" else "}")
    if match := re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]").match(text, at + 1):
        return match.end()
    return at + 1


def _nested(text: str, at: int, opens: str, closes: str) -> int:
    depth, size = 0, len(text)
    while at < size:
        char = text[at]
        if char == "\\":
            at += 2
            continue
        if char == "'":
            close = text.find("'", at + 1)
            at = size if close < 0 else close + 1
            continue
        if char == opens:
            depth += 1
        elif char == closes:
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return size
