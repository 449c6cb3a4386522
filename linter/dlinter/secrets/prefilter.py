"""The prefilter: where in many bytes a detector may match, at a gigabyte a second.

Hyperscan runs all detectors' expressions at once over large blocks and tells the end of each hit; the
detector's own expression then runs on a window around it. Compiling takes seconds, so the compiled database
lies in the user's cache folder, authenticated: Hyperscan trusts what it loads. Whatever is wrong there, it is
compiled again in memory. Where Hyperscan cannot be imported, literal keywords are looked for instead: slower,
with the same findings.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from dlinter.secrets.own_folder import OwnFolder, own_folder
from dlinter.secrets.patterns import BACK, Pattern

CASELESS, DOTALL = 1, 2
"""Hyperscan's `HS_FLAG_CASELESS` and `HS_FLAG_DOTALL` (hs_compile.h)."""
Expression = tuple[int, bytes, int]
"""The number that a hit gives, what is looked for, and Hyperscan's flags."""
_MADE: dict[bytes, Any] = {}
"""Databases of this process, by what they were compiled from."""


class Prefilter(Protocol):
    """Finds places. A prefilter is shared by all threads."""

    @property
    def name(self) -> str: ...

    def hits(self, data: bytes) -> list[tuple[int, int]]:
        """(offset, number of the pattern) for every hit, unsorted; the match begins at most `BACK` bytes
        before the offset and reaches it or goes beyond it."""
        ...


def expressions(patterns: Sequence[Pattern], literals: Sequence[str] = ()) -> Iterator[Expression]:
    """All that Hyperscan looks for: for the patterns by their place; the literals are numbered after them."""
    for at, pattern in enumerate(patterns):
        if not pattern.detector.by_path:
            flag = DOTALL | (CASELESS if pattern.detector.ignore_case else 0)
            for expression in pattern.prefilters:
                yield at, expression.encode("latin-1"), flag
    for at, text in enumerate(literals, len(patterns)):
        yield at, text.encode("latin-1"), DOTALL


def digest_of(wanted: Iterable[Expression]) -> str:
    """32 hex digits that tell these expressions from all others."""
    digest = hashlib.blake2b(digest_size=16)
    for number, expression, flag in wanted:
        digest.update(b"%d %d %d " % (number, flag, len(expression)) + expression)
    return digest.hexdigest()


class HyperscanPrefilter:
    """All expressions in one database. `hits` releases the GIL while it searches; scratch space is one a
    thread. Without `use_cache` no file is read or written. `by_keyword` are the numbers of the patterns whose
    expression Hyperscan refused when this process compiled it (too large, not its syntax): their keywords
    are looked for, which hit everywhere. `known` is `digest_of` of all expressions, where that is known."""

    name = "hyperscan"

    def __init__(
        self, patterns: Sequence[Pattern], literals: Sequence[str] = (), *, use_cache: bool = True,
        known: str = ""
    ) -> None:  # fmt: skip
        import hyperscan

        self._hs = hyperscan
        self.by_keyword: set[int] = set()
        self._database = self._load(patterns, literals, use_cache, known)
        self._local = threading.local()

    def _load(
        self, patterns: Sequence[Pattern], literals: Sequence[str], use_cache: bool, known: str
    ) -> Any:
        hs = self._hs
        digest = hashlib.blake2b(digest_size=16)
        digest.update(f"{hs.__version__} {getattr(hs._hs_ext, '__version__', '')}\n".encode())
        digest.update((known or digest_of(expressions(patterns, literals))).encode())
        if digest.digest() in _MADE:
            return _MADE[digest.digest()]
        database = _MADE[digest.digest()] = self._read_or_compile(
            patterns, literals, f"hyperscan-{digest.hexdigest()}.db", use_cache
        )
        return database

    def _read_or_compile(
        self, patterns: Sequence[Pattern], literals: Sequence[str], name: str, use_cache: bool
    ) -> Any:
        hs, folder = self._hs, own_folder()[0] if use_cache else None
        database = self._from_file(folder, name) if folder is not None else None
        if database is not None:
            return database
        wanted = list(expressions(patterns, literals))
        try:
            database = self._compile(wanted)
        except hs.error:
            for at, one in enumerate(wanted):
                if one[0] < len(patterns) and not self._compiles(one):
                    self.by_keyword.add(one[0])
                    wanted[at] = (one[0], _keywords(patterns[one[0]]), hs.HS_FLAG_CASELESS)
            database = self._compile(wanted)
        if folder is not None:
            folder.write(name, hs.dumpb(database))
        return database

    def _compile(self, expressions: Sequence[Expression]) -> Any:
        database = self._hs.Database(mode=self._hs.HS_MODE_BLOCK)
        ids, texts, flags = (list(column) for column in zip(*expressions, strict=True))
        database.compile(expressions=texts, ids=ids, flags=flags)
        return database

    def _compiles(self, expression: Expression) -> bool:
        try:
            self._compile([expression])
        except self._hs.error:
            return False
        return True

    def _from_file(self, folder: OwnFolder, name: str) -> Any:
        """The database of a cache file; None where there is none or it is not as this user's dlint wrote
        it."""
        body = folder.read(name)
        if body is None:
            return None
        try:
            return self._hs.loadb(body, self._hs.HS_MODE_BLOCK)
        except Exception:  # another build of the library, another processor: compiled again
            return None

    def _scratch(self) -> Any:
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = self._hs.Scratch(self._database)
        return scratch

    def hits(self, data: bytes) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        if not data:
            return found
        append = found.append

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            append((end, number))

        self._database.scan(data, note, scratch=self._scratch())
        return found


def _keywords(pattern: Pattern) -> bytes:
    """An expression for the detector's keywords, where Hyperscan does not take its own."""
    return b"|".join(re.escape(k.encode("latin-1")) for k in pattern.detector.keywords)


class LiteralPrefilter:
    """Looks for the detectors' keywords with `bytes.find`; for platforms without Hyperscan.

    A keyword stands in or near its match, so a hit says: the match begins at most `BACK` bytes before.
    """

    name = "literals"

    def __init__(self, patterns: Sequence[Pattern], literals: Sequence[str] = ()) -> None:
        self._encoded = [
            (re.compile(text.encode("latin-1")), len(patterns) + at) for at, text in enumerate(literals)
        ]
        self._of: dict[bytes, list[int]] = {}
        for pattern in patterns:
            for keyword in () if pattern.detector.by_path else pattern.detector.keywords:
                self._of.setdefault(keyword.encode("latin-1"), []).append(pattern.index)

    def hits(self, data: bytes) -> list[tuple[int, int]]:
        return list(self._hits(data))

    def _hits(self, data: bytes) -> Iterator[tuple[int, int]]:
        lower = data.lower()
        for keyword, numbers in self._of.items():
            at = lower.find(keyword)
            while at >= 0:
                for number in numbers:
                    yield at + len(keyword), number
                at = lower.find(keyword, at + len(keyword))
        for regex, number in self._encoded:
            for match in regex.finditer(data):
                yield match.end(), number


def make_prefilter(
    patterns: Sequence[Pattern], encoded: Sequence[str] = (), *, use_cache: bool = True,
    literals: bool = False, known: str = ""
) -> Prefilter:
    """Hyperscan where it can be imported (and `literals` does not forbid it), else literal keywords.
    `encoded` are further expressions, numbered after the patterns; `known` as of `HyperscanPrefilter`."""
    if not literals:
        try:
            return HyperscanPrefilter(patterns, encoded, use_cache=use_cache, known=known)
        except ImportError:
            pass
    return LiteralPrefilter(patterns, encoded)


__all__ = ["BACK", "HyperscanPrefilter", "LiteralPrefilter", "Prefilter", "make_prefilter"]
