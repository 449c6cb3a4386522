"""Secrets in small texts: Dockerfiles, config values, history entries.

Nothing heavy is imported or compiled as long as no detector's keyword stands in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dlinter.detectors.detector import Detector
from dlinter.model.names import is_secret_name
from dlinter.model.secret import Candidate, Pair
from dlinter.model.text import Span, Text
from dlinter.secrets.fours import FOUR, fours_of, number
from dlinter.secrets.patterns import Pattern, patterns_of

if TYPE_CHECKING:
    from dlinter.secrets.matcher import Match

_WORTH = re.compile(r"(?=[!-~]{12,128}\Z)(?=.*[A-Za-z])[^$<>{}()\\/:,%]*")
_ENDS = ("password", "passwd", "passphrase", "pwd", "pass", "secret", "token", "key")
"""A value that may be a password: one word of twelve letters and more, no path and no reference."""
MOST_JUDGED = 1_000
"""Sightings of one text that the sieve is asked about, a tenth of a second; a real Dockerfile has some
dozens. Those after them are candidates that nothing was held against."""


class Finder:
    """All detectors, ready for any number of texts. Shared by threads: it only reads after it is made."""

    def __init__(self, detectors: Sequence[Detector]) -> None:
        self._patterns = patterns_of(detectors)
        self._by_keyword: dict[bytes, list[Pattern]] = {}
        for pattern in self._patterns:
            if pattern.detector.by_path:
                continue  # for files of one path, which these texts are not
            for keyword in pattern.detector.keywords:
                self._by_keyword.setdefault(keyword.encode("latin-1", "replace"), []).append(pattern)
        # Nine hundred searches of a text take longer than its set of four bytes in a row, as numbers, which
        # says which to make.
        self._by_head: dict[int, list[tuple[int, bytes]]] = {}
        self._of_three: dict[int, bytes] = {}
        self._short: list[bytes] = []
        for word in self._by_keyword:
            if len(word) >= FOUR:
                self._by_head.setdefault(number(word[:FOUR]), []).append((number(word[-FOUR:]), word))
            elif len(word) == FOUR - 1:
                self._of_three[number(word + b"\0")] = word
            else:
                self._short.append(word)
        self._heads, self._threes = frozenset(self._by_head), frozenset(self._of_three)

    def possible(self, data: bytes) -> tuple[Pattern, ...]:
        """The detectors one of whose keywords stands in the data."""
        return self._of(self._words(data)[0])

    def may_find(self, texts: Iterable[tuple[str, Sequence[Pair]]]) -> bool:
        """Whether one of these texts with its pairs may have a candidate. Of many short ones that are asked
        about together this takes a fraction of the time that to search each does."""
        parts = (
            part
            for text, pairs in texts
            for part in (text.encode("utf-8", "surrogateescape"), *map(_line, pairs))
        )
        return bool(self._words(b"\n".join(parts))[0])

    def _of(self, words: Iterable[bytes]) -> tuple[Pattern, ...]:
        seen = {pattern.index: pattern for word in words for pattern in self._by_keyword[word]}
        return tuple(seen[i] for i in sorted(seen))

    def _words(self, data: bytes) -> tuple[list[bytes], set[int]]:
        """The keywords that stand in the data, and the four bytes in a row that it has in small letters."""
        lower = data.lower()
        fours = fours_of(lower + b"\0")
        threes = self._threes & {four & _THREE for four in fours}
        found = [
            word for word in (*self._short, *(self._of_three[three] for three in threes)) if word in lower
        ]
        found += [
            word
            for head in self._heads & fours
            for tail, word in self._by_head[head]
            if tail in fours and word in lower
        ]
        return found, fours

    def __call__(self, text: Text, pairs: Sequence[Pair]) -> tuple[Candidate, ...]:
        """The candidates of a text and of its pairs, sorted by place, sieved ones included.

        A pair is read as the line `KEY="value"`: a value that its file splits over lines or quotes in pieces
        is seen whole, and its place is where it stands in the text, else the pair's whole value.
        """
        words, fours = self._words(text.data)
        lines = [(pair, _line(pair)) for pair in pairs]
        joined, of_lines = self._words(b"\n".join(line for _, line in lines)) if lines else ([], set())
        if not words and not joined:
            return ()
        return self._find(text, lines, self._of(words), joined, fours, of_lines)

    def _find(
        self, text: Text, lines: Sequence[tuple[Pair, bytes]], possible: Sequence[Pattern],
        joined: Sequence[bytes], fours: set[int], of_lines: set[int]
    ) -> tuple[Candidate, ...]:
        from dlinter.secrets.allowance import Allowance
        from dlinter.secrets.matcher import Match, all_matches, best, candidate

        allowance = Allowance(MOST_JUDGED)
        # Formats first: where a text has thousands, they are what the sieve is asked about.
        possible = sorted(possible, key=lambda p: p.detector.confidence == "low")
        found: list[Match] = all_matches(possible, text.data, "", allowance, fours=fours)
        covered: set[int] = set()
        in_text = sorted({m.start for m in found})
        for pair, line in lines:
            if allowance.is_over and _has(in_text, pair.span):
                continue  # a secret already
            allowance.forget()
            lower = line.lower()
            likely = self._of([word for word in joined if word in lower])
            for match in all_matches(likely, line, "", allowance, fours=of_lines):
                if match.start <= len(pair.key.encode("utf-8", "surrogateescape")):
                    continue  # in the name, which stands in the text as it is
                start, end = _place(text, pair, match.seen.value)
                found.append(Match(match.seen, start, end, match.sieved, match.unjudged))
                covered.add(pair.span.start)
        taken = sorted({m.start for m in found})
        for pair, _ in lines:
            if pair.span.start not in covered and not _has(taken, pair.span):
                found += _by_name(text, pair)
        chosen = [candidate(m, text.line_of(m.start)) for m in best(found)]
        if len(chosen) > 1:
            from dlinter.secrets.pairs import paired

            chosen = paired(
                chosen, {p.detector.id: p.detector.pair for p in self._patterns if p.detector.pair}
            )
        return tuple(chosen)


_THREE = number(b"\xff\xff\xff\0")
"""Of four bytes the first three."""


def _has(places: Sequence[int], span: Span) -> bool:
    """Whether one of these places, which are sorted, is in the span."""
    first = bisect_left(places, span.start)
    return first < len(places) and places[first] < span.end


def _by_name(text: Text, pair: Pair) -> list[Match]:
    """What detect-secrets' plugins say of a pair that no detector of ours matched: a password without a
    digit, say. It is asked only where the name says secret and the value may be one."""
    if not _WORTH.fullmatch(pair.value):
        return []
    from dlinter.secrets.matcher import Match
    from dlinter.secrets.sieve import sieve
    from dlinter.secrets.sighting import Sighting

    if not is_secret_name(pair.key) or not pair.key.lower().endswith(_ENDS):
        return []
    from dlinter.secrets.plugins import foreign_detector

    detector = foreign_detector(pair.key, pair.value)
    if detector is None:
        return []
    value = pair.value.encode("utf-8", "surrogateescape").decode("latin-1")
    seen = Sighting(detector, value, f'{pair.key}="', '"', pair.key)
    start, end = _place(text, pair, value)
    return [Match(seen, start, end, sieve(seen))]


def _line(pair: Pair) -> bytes:
    """`KEY="value"`; a value with a quote of its own stands in the other quotes."""
    quote = "'" if '"' in pair.value else '"'
    return f"{pair.key}={quote}{pair.value}{quote}".encode("utf-8", "surrogateescape")


def _place(text: Text, pair: Pair, value: str) -> tuple[int, int]:
    raw = value.encode("latin-1", "replace")
    at = text.data.find(raw, pair.span.start, pair.span.end)
    return (at, at + len(raw)) if at >= 0 else (pair.span.start, pair.span.end)


def text_finder(detectors: Sequence[Detector]) -> Finder:
    """A finder for texts, made of these detectors."""
    return Finder(detectors)
