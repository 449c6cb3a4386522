"""Patterns over paths as Go has them: `path/filepath.Match` (COPY, ADD) and moby/patternmatcher
(`.dockerignore`, `--exclude`, `--parents`), which adds `**`."""

from __future__ import annotations

import re
from functools import lru_cache

from dlinter.model.wildcards import ANY, FOLDERS, ONE, STAR, One, Piece, Plain, Wildcards


class BadPattern(ValueError):
    """Go's `filepath.ErrBadPattern`."""


def has_magic(pattern: str) -> bool:
    """Whether a pattern has something in it that is not plain (containsWildcards of BuildKit's copy)."""
    return any(char in "*?[\\" for char in pattern)


@lru_cache(maxsize=1024)
def translate(pattern: str) -> Wildcards:
    """`filepath.Match`, to `fullmatch`. Raises BadPattern."""
    return _compile(_pieces(pattern, False), pattern)


@lru_cache(maxsize=4096)
def translate_double(pattern: str) -> Wildcards:
    """A cleaned pattern of `.dockerignore`, to `fullmatch`. Raises BadPattern."""
    _pieces(pattern, False)  # what filepath.Match refuses is refused here too
    return _compile(_pieces(pattern, True), pattern)


def _pieces(pattern: str, double: bool) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*" and double and pattern.startswith("*", at):
            at += 1
            if pattern.startswith("/", at):
                at += 1
            # `**x` at the start, with nothing but plain characters after it, is any name that ends in `x`
            pieces.append(
                ANY if at >= len(pattern) or (at == 2 and not _magic_after(pattern, at)) else FOLDERS
            )
        elif char == "*":
            pieces.append(STAR)
        elif char == "?":
            pieces.append(ONE)
        elif char == "[":
            expression, at = _set(pattern, at, double)
            pieces.append(One(expression))
        elif char == "\\":
            if at >= len(pattern):
                raise BadPattern(pattern)
            pieces.append(Plain(pattern[at]))
            at += 1
        else:
            pieces.append(Plain(char))
    return pieces


def _magic_after(pattern: str, at: int) -> bool:
    return any(char in "*?[]\\" for char in pattern[at:])


def _set(pattern: str, at: int, slash: bool) -> tuple[str, int]:
    """A `[…]`, from after its bracket: its expression and where it ends."""
    negated = pattern.startswith("^", at)
    if negated:
        at += 1
    ranges: list[str] = []
    while True:
        if at < len(pattern) and pattern[at] == "]" and ranges:
            break
        low, at = _member(pattern, at)
        high = low
        if pattern.startswith("-", at):
            high, at = _member(pattern, at + 1)
        ranges.append(f"{re.escape(low)}-{re.escape(high)}" if low <= high else "")
    body = "".join(ranges)
    only = "" if slash else "(?!/)"
    if not body:
        return (only + "." if negated else "(?!)"), at + 1
    return f"{only}[{'^' if negated else ''}{body}]", at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    if at >= len(pattern) or pattern[at] in "-]":
        raise BadPattern(pattern)
    if pattern[at] == "\\":
        at += 1
        if at >= len(pattern):
            raise BadPattern(pattern)
    if at + 1 >= len(pattern):
        raise BadPattern(pattern)
    return pattern[at], at + 1


def _compile(pieces: list[Piece], pattern: str) -> Wildcards:
    try:
        return Wildcards(pieces)
    except re.error as error:
        raise BadPattern(f"{pattern}: {error}") from None
