"""Words with variables → values, as BuildKit expands them (`Lex.ProcessWord` of
frontend/dockerfile/shell/lex.go).

This is BuildKit's own small shell, not sh: no command or arithmetic substitution, no field splitting but for
EXPOSE, no `[…]` in patterns. A variable may have a value that is not known (it comes from a base image or
from the command line of the build); a word whose value hangs on one has no known value either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from dlinter.model.dockerfile.patterns import PatternError, TooLong, replace, trim_prefix, trim_suffix

_SPACES = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {
    chr(c) for c in range(0x2000, 0x200B)
}
_SPACE = re.compile(f"[{re.escape(''.join(sorted(_SPACES)))}]")
_SPECIAL = frozenset("@*#?-$!0")
_EOF = ""
_PLAIN = re.compile(f"[^$'\"\\\\`{re.escape(''.join(sorted(_SPACES)))}]+")
"""Characters that mean nothing, whatever the escape character is."""
_QUOTED = re.compile(r'[^$"\\`]+')
_BAD = "\ufffd"

_STATIC, _DYNAMIC, _UNKNOWN = 0, 1, 2
_MAX_DEPTH = 200


class Value(Struct, frozen=True):
    """A value of a variable. `text` is None where it is not known; `static` is true where it is the same in
    every build, whatever build arguments are given and whatever the base image brings. `certain` is false
    where the file does not set the variable but the base image may: its text is None then."""

    text: str | None
    static: bool = True
    certain: bool = True


LONGEST_VALUE = 131_072
"""Bytes of one string of an environment that Linux starts a program with (execve(2), MAX_ARG_STRLEN)."""


REFERENCE = 80
"""Characters that one variable counts for beside its value: a file may have 100,000 of them."""


class Spending:
    """What the variables of a file may come to when they are all expanded, in characters."""

    __slots__ = ("left",)

    def __init__(self, left: int = 8_000_000) -> None:
        self.left = left


Lookup = Callable[[str], Value | None]
"""The value of a variable by its name; None where it is not set for certain."""


class Reference(Struct, frozen=True):
    """A variable used in a word, at a half-open range of characters of the word (`$` and braces included).
    `operator` is what follows the name (`-`, `:-`, `+`, `:+`, `?`, `:?`, `#`, `%`, `/`; "" for none).
    `undefined`: not set for certain. `evaluated` is false inside an alternative that was not taken (`b` of
    `${set:-$b}`)."""

    name: str
    start: int
    end: int
    operator: str
    undefined: bool
    evaluated: bool = True

    @property
    def guarded(self) -> bool:
        """Whether the word says itself what holds when the variable is not set: `-`, `+` or `?`."""
        return self.operator[-1:] in ("-", "+", "?")


class Expansion(Struct, frozen=True):
    """What a word comes to. `value` is None where it is not known, or where `error` says that BuildKit
    refuses the word. `static`: the same in every build. `words` is the value split at white space outside of
    quotes (EXPOSE). `too_long`: longer than is worth its time, so the value is taken for unknown."""

    value: str | None
    static: bool
    references: tuple[Reference, ...] = ()
    words: tuple[str, ...] | None = None
    error: str = ""
    too_long: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The variables the word refers to, each once."""
        return tuple(dict.fromkeys(r.name for r in self.references))

    @property
    def undefined(self) -> tuple[str, ...]:
        """Those that are not set for certain, each once: BuildKit's `Unmatched`."""
        return tuple(dict.fromkeys(r.name for r in self.references if r.undefined))


def expand(
    word: str, lookup: Lookup, escape: str = "\\", *, quotes: bool = True, spending: Spending | None = None
) -> Expansion:
    """Expands a word. `quotes` is false for the body of a heredoc, where quotes stay (`SkipProcessQuotes`).
    `spending` is shared by all words of a file; twenty lines of `ENV A=$A$A` would come to a million times
    the first."""
    if not _is_special(word, escape, quotes):
        return Expansion(word, True, (), None if _has_space(word) else (word,) if word else ())
    lexer = _Lexer(word, lookup, escape, quotes, spending or Spending())
    try:
        text, state, words = lexer.until(_EOF, False)
    except _WordError as error:
        return Expansion(None, False, tuple(lexer.references), None, str(error))
    except _TooDeepError:
        return Expansion(None, False, tuple(lexer.references), too_long=True)
    known = state < _UNKNOWN
    return Expansion(
        text if known else None, state == _STATIC, tuple(lexer.references), tuple(words) if known else None,
    )  # fmt: skip


def expand_with(word: str, env: Mapping[str, str], escape: str = "\\", *, quotes: bool = True) -> Expansion:
    """Expands a word where everything is known: what is not in `env` is not set."""

    def lookup(name: str) -> Value | None:
        text = env.get(name)
        return None if text is None else Value(text)

    return expand(word, lookup, escape, quotes=quotes)


def _is_special(word: str, escape: str, quotes: bool) -> bool:
    return (
        not word.isascii()
        or "$" in word
        or escape in word
        or _has_space(word)
        or (quotes and ("'" in word or '"' in word))
    )


def _has_space(word: str) -> bool:
    return _SPACE.search(word) is not None


class _WordError(Exception):
    pass


class _TooDeepError(Exception):
    """Nested deeper, or longer, than is worth its time: the value is taken for unknown."""


_Part = tuple[str, int]
"""A text with whether it is static, dynamic or unknown; the text of an unknown one means nothing."""


class _Words:
    """The value as words: white space outside of quotes parts them."""

    __slots__ = ("inside", "word", "words")

    def __init__(self) -> None:
        self.word: list[str] = []
        self.words: list[str] = []
        self.inside = False

    def char(self, char: str) -> None:
        if char not in _SPACES:
            self.raw(char)
        elif self.inside and self.word:
            self.words.append("".join(self.word))
            self.word.clear()
            self.inside = False

    def text(self, text: str) -> None:
        if _SPACE.search(text) is None:
            if text:
                self.raw(text)
            return
        for char in text:
            self.char(char)

    def raw(self, text: str) -> None:
        if text:
            self.word.append(text)
        self.inside = True

    def all(self) -> list[str]:
        if self.word:
            self.words.append("".join(self.word))
            self.word.clear()
            self.inside = False
        return self.words


class _Lexer:
    __slots__ = ("at", "depth", "escape", "length", "lookup", "quotes", "raw", "references", "spending",
        "text")

    def __init__(self, text: str, lookup: Lookup, escape: str, quotes: bool, spending: Spending) -> None:
        # Go's scanner gives U+FFFD for a byte that is no UTF-8, and leaves out a byte order mark at the
        # start.
        self.text = (
            text if text.isascii() else "".join(_BAD if "\ud800" <= c <= "\udfff" else c for c in text)
        )
        self.at = 1 if text.startswith("\ufeff") else 0
        self.lookup, self.escape, self.quotes = lookup, escape, quotes
        self.raw = False
        self.depth = 0
        self.length = 0  # what variables have come to
        self.spending = spending
        self.references: list[Reference] = []

    def peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else _EOF

    def next(self) -> str:
        char = self.peek()
        if char:
            self.at += 1
        return char

    def plain(self, stop: str) -> str:
        """Takes the characters up to the next that may mean something."""
        match = _PLAIN.match(self.text, self.at)
        if match is None:
            return ""
        end = match.end()
        at = self.text.find(stop, self.at, end) if stop else -1
        begin, self.at = self.at, at if at >= 0 else end
        return self.text[begin : self.at]

    def until(self, stop: str, raw: bool) -> tuple[str, int, list[str]]:
        """Text up to a character, or to the end of the word (`processStopOn`)."""
        before, self.raw = self.raw, raw
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _TooDeepError
        out, words, state = list[str](), _Words(), _STATIC
        while char := self.peek():
            if stop and char == stop:
                self.at += 1
                self.raw = before
                self.depth -= 1
                return "".join(out), state, words.all()
            if char == "$":
                text, how = self.dollar()
                out.append(text)
                state = max(state, how)
                words.text(text)
            elif self.quotes and char in "'\"":
                text, how = self.single() if char == "'" else self.double()
                out.append(text)
                state = max(state, how)
                words.raw(text)
            elif plain := self.plain(stop):
                out.append(plain)
                words.raw(plain)
            else:
                self.at += 1
                if char == self.escape:
                    if self.raw:
                        words.raw(char)
                        out.append(char)
                    char = self.next()
                    if not char:
                        break
                    words.raw(char)
                else:
                    words.char(char)
                out.append(char)
        self.raw = before
        self.depth -= 1
        if stop:
            raise _WordError(f"unexpected end of statement while looking for matching {stop}")
        return "".join(out), state, words.all()

    def single(self) -> _Part:
        """`'…'`: everything stands for itself."""
        end = self.text.find("'", self.at + 1)
        if end < 0:
            self.at = len(self.text)
            raise _WordError("unexpected end of statement while looking for matching single-quote")
        text = self.text[self.at + 1 : end]
        self.at = end + 1
        return text, _STATIC

    def double(self) -> _Part:
        """`"…"`: variables, and the escape character before `"`, `$` and itself."""
        self.at += 1
        out, state = list[str](), _STATIC
        while char := self.peek():
            if char == '"':
                self.at += 1
                return "".join(out), state
            if char == "$":
                text, how = self.dollar()
                out.append(text)
                state = max(state, how)
                continue
            if (plain := _QUOTED.match(self.text, self.at)) is not None:
                out.append(plain.group())
                self.at = plain.end()
                continue
            self.at += 1
            if char == self.escape:
                if self.raw:
                    out.append(char)
                following = self.peek()
                if not following:
                    continue
                if following in ('"', "$", self.escape):
                    char = self.next()
            out.append(char)
        raise _WordError("unexpected end of statement while looking for matching double-quote")

    def dollar(self) -> _Part:
        """`$x` and `${…}` (`processDollar`)."""
        start = self.at
        self.at += 1
        if self.peek() != "{":
            name = self.name()
            return self.value(name, start, "")[:2] if name else ("$", _STATIC)
        self.at += 1
        following = self.peek()
        if not following:
            raise _WordError("syntax error: missing '}'")
        if following in "{}:":
            raise _WordError("syntax error: bad substitution")
        name = self.name()
        sign = self.next()
        if sign == "}":
            return self.value(name, start, "")[:2]
        if sign == "/":
            return self.replacement(name, start)
        colon = sign == ":"
        signs = sign or _BAD
        if colon:
            sign = self.next()
            signs += sign or _BAD
        elif sign not in ("+", "-", "?", "#", "%"):
            raise _WordError(f"unsupported modifier ({signs}) in substitution")
        first = len(self.references)
        word, how = self.argument("}", sign in ("#", "%"))
        value, state, is_set = self.value(name, start, signs, first)
        if sign in ("-", "+", "?"):
            return self.alternative(name, sign, colon, (word, how), (value, state), is_set, first)
        if sign in ("#", "%"):
            return self.trimmed(sign, (word, how), (value, state))
        raise _WordError(f"unsupported modifier ({signs}) in substitution")

    def argument(self, stop: str, raw: bool, missing: str = "syntax error: missing '}'") -> _Part:
        try:
            text, how, _ = self.until(stop, raw)
        except _WordError:
            if not self.peek():
                raise _WordError(missing) from None
            raise
        return text, how

    def alternative(
        self, name: str, sign: str, colon: bool, word: _Part, value: _Part, is_set: bool, first: int
    ) -> _Part:
        """`-`, `+` and `?`, with or without the colon."""
        if value[1] == _UNKNOWN:
            return "", _UNKNOWN
        there = is_set and not (colon and not value[0])
        if sign == "?":
            if there:
                return value
            told = "is not allowed to be empty" if is_set else "is not allowed to be unset"
            raise _WordError(f"{name}: {word[0] or told}")
        taken = there == (sign == "+")
        if not taken:
            self.untaken(first)
        # Which of the two is taken hangs on the variable: what comes out is no more static than it is.
        if sign == "-":
            return value if there else (word[0], max(word[1], value[1]))
        return (word[0], max(word[1], value[1])) if there else ("", value[1])

    def untaken(self, first: int) -> None:
        """Marks the references of an alternative that was read but not taken; the variable itself stands
        last."""
        for index in range(first, len(self.references) - 1):
            r = self.references[index]
            self.references[index] = Reference(r.name, r.start, r.end, r.operator, r.undefined, False)

    def trimmed(self, sign: str, pattern: _Part, value: _Part) -> _Part:
        state = max(pattern[1], value[1])
        if state == _UNKNOWN:
            return "", _UNKNOWN
        text = pattern[0]
        longest = text.startswith(sign)
        if longest:
            text = text[1:]
        self.take(len(text) * len(value[0]))
        try:
            return (trim_suffix if sign == "%" else trim_prefix)(text, value[0], longest), state
        except PatternError as error:
            raise _WordError(str(error)) from None
        except TooLong:
            return "", _UNKNOWN

    def replacement(self, name: str, start: int) -> _Part:
        """`${x/pattern/text}` and `${x//pattern/text}`."""
        every = self.peek() == "/"
        if every:
            self.at += 1
        first = len(self.references)
        pattern, how = self.argument("/", True, "syntax error: missing '/' in ${}")
        text, also = self.argument("}", True)
        value, state, _ = self.value(name, start, "/", first)
        state = max(how, also, state)
        if state == _UNKNOWN:
            return "", _UNKNOWN
        self.take(len(pattern) * len(value))
        try:
            return replace(pattern, text, value, every), state
        except PatternError as error:
            raise _WordError(str(error)) from None
        except TooLong:
            return "", _UNKNOWN

    def name(self) -> str:
        """A name: letters, digits and `_`; or digits alone; or one special parameter."""
        start, text = self.at, self.text
        first = self.peek()
        if first.isdecimal():
            while self.peek().isdecimal():
                self.at += 1
        elif first and first in _SPECIAL:
            self.at += 1
        else:
            while (char := self.peek()) and (char.isalpha() or char.isdecimal() or char == "_"):
                self.at += 1
        return text[start : self.at]

    def value(self, name: str, start: int, operator: str, first: int | None = None) -> tuple[str, int, bool]:
        """Text, state and whether it is set, of a variable whose reference began at `start` and ends here."""
        found = self.lookup(name)
        self.references.append(Reference(name, start, self.at, operator, found is None or not found.certain))
        self.take(REFERENCE)
        if found is None:
            return "", _STATIC, False
        if found.text is None:
            return "", _UNKNOWN, True
        self.take(len(found.text))
        self.length += len(found.text)
        if self.length > LONGEST_VALUE:
            raise _TooDeepError
        return found.text, _STATIC if found.static else _DYNAMIC, True

    def take(self, characters: int) -> None:
        self.spending.left -= characters
        if self.spending.left < 0:
            raise _TooDeepError
