"""`.dockerignore`: its lines (moby/patternmatcher ignorefile.ReadAll) and what they match
(moby/patternmatcher).

Paths are relative to the context, with forward slashes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import Struct

from dlinter.model.dockerfile.globs import BadPattern, translate_double
from dlinter.model.dockerfile.paths import clean
from dlinter.model.wildcards import Wildcards

Matched = tuple[bool, ...]
"""For each pattern, whether it matches a path or a folder above it."""


@dataclass(frozen=True, slots=True)
class IgnorePattern:
    """One line. `text` is the pattern as cleaned, without `!`; `line` is 1-based."""

    text: str
    negated: bool
    line: int
    glob: Wildcards = field(repr=False, compare=False)


class IgnoreFile(Struct, frozen=True):
    """The patterns in force. `invalid` are (line, text) of patterns that Docker refuses: the build fails on
    them."""

    patterns: tuple[IgnorePattern, ...] = ()
    invalid: tuple[tuple[int, str], ...] = ()

    @property
    def cost(self) -> int:
        """What comparing a path with all patterns takes, in matches by a regular expression."""
        return sum(p.glob.cost for p in self.patterns)

    @property
    def negates(self) -> bool:
        return any(p.negated for p in self.patterns)

    def ignores(self, path: str) -> bool:
        """Whether a path is left out of the context: the last pattern that matches it, or a folder above it,
        decides."""
        path = clean(path.lstrip("/"))
        if path == "." or not self.patterns:
            return False
        matched: Matched = ()
        at = path.find("/")
        while at > 0:
            matched = self.match(path[:at], matched)[1]
            at = path.find("/", at + 1)
        return self.match(path, matched)[0]

    def match(self, path: str, above: Matched) -> tuple[bool, Matched]:
        """Whether a clean path is ignored, given what matched the folder it is in (() at the top)."""
        ignored, matched = False, []
        for at, pattern in enumerate(self.patterns):
            match = bool(above) and above[at]
            if not match and pattern.negated == ignored:
                match = pattern.glob.fullmatch(path)
            matched.append(match)
            if match:
                ignored = not pattern.negated
        return ignored, tuple(matched)

    def deciding(self, path: str) -> IgnorePattern | None:
        """The pattern that decides about a path; None where none matches."""
        found, path = None, clean(path.lstrip("/"))
        parts = path.split("/")
        paths = ["/".join(parts[: i + 1]) for i in range(len(parts))]
        ignored = False
        for pattern in self.patterns:
            if pattern.negated == ignored and any(pattern.glob.fullmatch(p) for p in paths):
                found, ignored = pattern, not pattern.negated
        return found


def read_ignore(text: str) -> IgnoreFile:
    """Reads the text of a `.dockerignore`."""
    return _compile(_lines(text))


def patterns(texts: Iterable[str]) -> IgnoreFile:
    """Patterns given one by one, as `COPY --exclude` gives them."""
    return _compile((at, t.strip()) for at, t in enumerate(texts, 1) if t.strip())


def _lines(text: str) -> Iterable[tuple[int, str]]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if line.startswith("#"):
            continue
        pattern = line.strip()
        if not pattern:
            continue
        negated = pattern.startswith("!")
        if negated:
            pattern = pattern[1:].strip()
        if pattern:
            pattern = clean(pattern)
            if len(pattern) > 1 and pattern[0] == "/":
                pattern = pattern[1:]
        yield number, ("!" if negated else "") + pattern


def _compile(lines: Iterable[tuple[int, str]]) -> IgnoreFile:
    found: list[IgnorePattern] = []
    invalid: list[tuple[int, str]] = []
    for number, line in lines:
        pattern = clean(line)
        negated = pattern.startswith("!")
        body = pattern[1:] if negated else pattern
        try:
            if not body:
                raise BadPattern("nothing after `!`")
            found.append(IgnorePattern(body, negated, number, translate_double(body)))
        except BadPattern:
            invalid.append((number, line))
    return IgnoreFile(tuple(found), tuple(invalid))
