"""Everything the detectors of a run need to search bytes, made once and shared by all threads."""

from __future__ import annotations

from collections.abc import Sequence

from dlinter.archive.budget import Total
from dlinter.detectors.detector import Detector
from dlinter.detectors.keywords import keywords_of
from dlinter.secrets.encoded import expressions, prefixes_of
from dlinter.secrets.finder import Finder
from dlinter.secrets.matcher import paths
from dlinter.secrets.patterns import patterns_of
from dlinter.secrets.prefilter import Prefilter, make_prefilter


class Engine:
    """`patterns` by number; numbers above are encoded literals, whose kind is `kinds[number - len(patterns)]`
    and whose kind's first number is `first_of[number - len(patterns)]`."""

    def __init__(
        self, detectors: Sequence[Detector], *, use_cache: bool = True, literals: bool = False
    ) -> None:
        self.patterns = patterns_of(detectors)
        encoded = expressions(prefixes_of(detectors))
        self.kinds = tuple(kind for kind, _ in encoded)
        first: dict[str, int] = {}
        self.first_of = tuple(
            first.setdefault(kind, len(self.patterns) + at) for at, kind in enumerate(self.kinds)
        )
        self.prefilter: Prefilter = make_prefilter(
            self.patterns, tuple(text for _, text in encoded), use_cache=use_cache, literals=literals
        )
        exact = self.prefilter.name == "hyperscan"  # else hits are those of keywords
        self.parted = {p.index: p for p in self.patterns if exact and p.parted}
        self.finder = Finder(detectors)
        self._by_path = [
            (p.index, keywords_of(p.detector.paths), p.detector.paths)
            for p in self.patterns
            if p.detector.by_path
        ]
        self._path_words = tuple({word for _, words, _ in self._by_path for word in words})
        self._wordless = any(not words for _, words, _ in self._by_path)
        self.partner = {d.id: d.pair for d in detectors if d.pair}
        self._detectors = tuple(detectors)
        self.stopped = False  # set from another thread: whoever searches ends soon, with `Stopped`
        self.unpacked = Total()  # over all layers of all images of a run

    def by_path(self, path: str) -> list[int]:
        """Numbers of the patterns that are tried at the start of a file of this path."""
        lower = path.lower()
        # to look for each word by itself takes a tenth of the time of one expression for all paths
        there = {word for word in self._path_words if word in lower}
        if not there and not self._wordless:
            return []
        return [
            n
            for n, words, expression in self._by_path
            if (not words or not there.isdisjoint(words)) and paths(expression).search(lower)
        ]

    def rules_hash(self) -> str:
        """32 hex digits that change with anything that decides what is found; "" where that cannot be
        known."""
        from dlinter.secrets.origin import rules_hash

        return rules_hash(self._detectors, self.prefilter.name)
