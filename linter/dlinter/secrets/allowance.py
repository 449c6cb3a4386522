"""How much of a small text is judged: what comes after it counts as a secret without a check."""

from __future__ import annotations

from msgspec import Struct, field

MOST_NAMED = 10_000
"""Values with names that are looked at, by all detectors together; a real Dockerfile has some hundred."""
LONG = 256
"""Bytes of a value that nobody need count."""
MOST_LONG = 1_000_000
"""Bytes of all longer values that are looked at. A name may stand in the value of the name before it, so that
a megabyte of `password=` is values of fifty gigabytes."""
WINDOW = 16_384
"""Bytes in which a name and its value stand; one of more than 8,192 is none."""


class Allowance(Struct):
    """How many sightings of a text the sieve is still asked about; those after them count as secrets, one for
    each place: `_ends` has where they end in the text, by where they begin. A detector that goes by names
    goes on at `resume`: what stands in a value that counts need not be looked at."""

    left: int
    resume: int = 0
    _named: int = MOST_NAMED
    _long: int = MOST_LONG
    _ends: dict[int, int] = field(default_factory=dict)

    def take(self) -> bool:
        self.left -= 1
        return self.left >= 0

    def take_named(self, size: int) -> bool:
        """Whether a value of so many bytes, which has a name, may still be looked at."""
        self._named -= 1
        if size > LONG:
            self._long -= size
        return self._named >= 0 and (size <= LONG or self._long >= 0)

    @property
    def is_over(self) -> bool:
        return self.left <= 0

    def counts_already(self, first: int, last: int) -> bool:
        """Whether a place counts as a secret, so that a detector which goes by names need not look at it.
        Seven of them see each `PASSWORD=…`."""
        return self._ends.get(first, -1) >= last

    def count(self, first: int, last: int, resume: int = 0) -> None:
        self._ends[first] = last
        self.resume = max(self.resume, resume)

    def forget(self) -> None:
        """Another text begins."""
        self._ends.clear()
