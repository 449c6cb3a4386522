"""The lines of a `.gitignore` (gitignore(5); git's dir.c and wildmatch.c), matched in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from dlinter.model.wildcards import ANY, FOLDERS, ONE, STAR, One, Piece, Plain, Wildcards

_CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": r" \t", "cntrl": r"\x00-\x1f\x7f", "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~", "space": r"\s", "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}  # fmt: skip


class GitPattern(Struct, frozen=True):
    """One line. `name_only` is a pattern without a slash, which is about the last name of a path."""

    glob: Wildcards
    negated: bool
    folders_only: bool
    name_only: bool

    def matches(self, path: str, folder: bool) -> bool:
        """Whether it is about this very path, relative to the file's folder; what is below a match is not
        looked at."""
        if self.folders_only and not folder:
            return False
        return self.glob.fullmatch(path.rpartition("/")[2] if self.name_only else path)


class GitPatterns:
    """All lines of one file; the last that matches decides."""

    __slots__ = ("_globs", "_names")

    def __init__(self, lines: Iterable[str]) -> None:
        self._globs: list[tuple[int, GitPattern]] = []  # the last line first
        # plain names, by name and whether folders alone
        self._names: dict[tuple[str, bool], tuple[int, bool]] = {}
        for number, line in enumerate(lines):
            self._add(number, line)
        self._globs.reverse()

    def __bool__(self) -> bool:
        return bool(self._globs or self._names)

    def decides(self, path: str, folder: bool) -> bool | None:
        """Whether a path is ignored; None where no line is about it."""
        name = path.rpartition("/")[2]
        best = self._names.get((name, False), (-1, False))
        if folder:
            best = max(best, self._names.get((name, True), (-1, False)))
        for number, pattern in self._globs:
            if number < best[0]:
                break
            if pattern.matches(path, folder):
                return not pattern.negated
        return not best[1] if best[0] >= 0 else None

    def _add(self, number: int, line: str) -> None:
        line = _without_blanks(line.removesuffix("\r"))
        if not line or line.startswith("#"):
            return
        negated = line.startswith("!")
        body = line[negated:]
        folders_only = body.endswith("/")
        body = body.removesuffix("/")
        name_only = "/" not in body
        body = body.removeprefix("/")
        if not body:
            return
        if name_only and not any(char in "*?[\\" for char in body):
            self._names[body, folders_only] = (number, negated)
            return
        pieces = _pieces(body, name_only)
        if pieces is not None:
            self._globs.append((number, GitPattern(Wildcards(pieces), negated, folders_only, name_only)))


def _without_blanks(line: str) -> str:
    """Blanks at the end count where a backslash is before them."""
    end = len(line)
    while end and line[end - 1] == " ":
        backslashes = len(line[: end - 1]) - len(line[: end - 1].rstrip("\\"))
        if backslashes % 2:
            break
        end -= 1
    return line[:end]


def _pieces(body: str, name_only: bool) -> list[Piece] | None:
    """None for a pattern that can match nothing: a set without an end, a backslash with nothing behind it."""
    pieces: list[Piece] = []
    # git compares the plain beginning by itself, so that what follows it is the start of a pattern
    # (match_pathname)
    first = next((at for at, char in enumerate(body) if char in "*?[\\"), 0)
    at = 0
    while at < len(body):
        char = body[at]
        if char == "*":
            end = at
            while body.startswith("*", end):
                end += 1
            whole = (
                not name_only
                and end - at > 1
                and (at == first or body[at - 1] == "/")
                and body[end : end + 1] in ("", "/")
            )
            if whole and end < len(body):
                pieces.append(FOLDERS)
                end += 1
            else:
                pieces.append(ANY if whole else STAR)
            at = end
        elif char == "?":
            pieces.append(ONE)
            at += 1
        elif char == "[":
            found = _set(body, at + 1)
            if found is None:
                return None
            pieces.append(One(found[0]))
            at = found[1]
        elif char == "\\":
            if at + 1 >= len(body):
                return None
            pieces.append(Plain(body[at + 1]))
            at += 2
        else:
            pieces.append(Plain(char))
            at += 1
    return pieces


def _set(body: str, at: int) -> tuple[str, int] | None:
    """A `[…]` from after its bracket: its expression, which never matches a slash, and where it ends."""
    negated = body[at : at + 1] in ("!", "^")
    at += negated
    ranges, first = "", True
    while first or body[at : at + 1] != "]":
        first = False
        if body.startswith("[:", at):
            end = body.find(":]", at + 2)
            if end < 0 or body[at + 2 : end] not in _CLASSES:
                return None
            ranges += _CLASSES[body[at + 2 : end]]
            at = end + 2
            continue
        low, at = _member(body, at)
        high = low
        if body.startswith("-", at) and body[at + 1 : at + 2] not in ("", "]"):
            high, at = _member(body, at + 1)
        if not low or not high:
            return None
        ranges += f"{re.escape(low)}-{re.escape(high)}" if low <= high else re.escape(low)
    if not ranges:
        return ("[^/]" if negated else "(?!)"), at + 1
    return f"(?!/)[{'^' if negated else ''}{ranges}]", at + 1


def _member(body: str, at: int) -> tuple[str, int]:
    if body.startswith("\\", at):
        at += 1
    return body[at : at + 1], at + 1
