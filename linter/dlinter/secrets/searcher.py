"""Everything the detectors of a run need to search bytes, made once and shared by all threads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlinter.archive.budget import Total
from dlinter.detectors.detector import Detector
from dlinter.detectors.words import any_of
from dlinter.secrets.derived import derived
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
        known = derived(self.patterns, use_cache=use_cache)
        for pattern, back in zip(self.patterns, known.backs, strict=False):
            pattern.back = back
        for pattern, unbroken in zip(self.patterns, known.unbroken, strict=False):
            pattern.unbroken = unbroken
        self.kinds = tuple(kind for kind, _ in known.encoded)
        first: dict[str, int] = {}
        self.first_of = tuple(
            first.setdefault(kind, len(self.patterns) + at) for at, kind in enumerate(self.kinds)
        )
        self.prefilter: Prefilter = make_prefilter(
            self.patterns, tuple(text for _, text in known.encoded), use_cache=use_cache, literals=literals,
            known=known.expressions,
        )  # fmt: skip
        exact = self.prefilter.name == "hyperscan"  # else hits are those of keywords
        rests = known.rests or tuple(bool(p.rest) for p in self.patterns)
        self.parted = {p.index: p for p, rest in zip(self.patterns, rests, strict=True) if exact and rest}
        self.finder = Finder(detectors)
        self._by_path = {p.index: p.detector.paths for p in self.patterns if p.detector.by_path}
        of_word: dict[str, list[int]] = {}
        self._wordless: list[int] = []
        for number in self._by_path:
            words = known.path_words[number]
            for word in words:
                of_word.setdefault(word, []).append(number)
            if not words:
                self._wordless.append(number)
        self._has_word = re.compile(any_of(of_word) if of_word else r"(?!)").search
        # `key` and `token`, each with `keyring` and `token.csv`, which are not there where it is not
        least = [word for word in of_word if not any(other in word for other in of_word if other != word)]
        self._path_words = [(part, [(w, n) for w, n in of_word.items() if part in w]) for part in least]
        self.partner = {d.id: d.pair for d in detectors if d.pair}
        self._detectors = tuple(detectors)
        self.stopped = False  # set from another thread: whoever searches ends soon, with `Stopped`
        self.unpacked = Total()  # over all layers of all images of a run

    def by_path(self, path: str) -> list[int]:
        """Numbers of the patterns that are tried at the start of a file of this path."""
        lower, numbers = path.lower(), set(self._wordless)
        # Most paths have none of the words, and one expression for all says so in a third of the time that it
        # takes to look for each; one for all paths takes ten times as long.
        if self._has_word(lower) is not None:
            for part, words in self._path_words:
                if part in lower:
                    for word, those in words:
                        if word in lower:
                            numbers.update(those)
        return [n for n in sorted(numbers) if paths(self._by_path[n]).search(lower)]

    def rules_hash(self) -> str:
        """32 hex digits that change with anything that decides what is found; "" where that cannot be
        known."""
        from dlinter.secrets.origin import rules_hash

        return rules_hash(self._detectors, self.prefilter.name)
