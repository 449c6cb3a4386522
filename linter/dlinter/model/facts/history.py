"""What the repository's last commits changed, seen from a build context."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dlinter.model.text import Text

ENOUGH = 20
"""Commits from which a share says something."""


@dataclass(frozen=True, slots=True)
class History:
    """`commits` holds for each commit the paths that it changed, relative to the build context; those outside
    of it are left out. `before` gives the Dockerfile's text before the first of the commits; None where none
    of them changed it."""

    commits: tuple[frozenset[str], ...]
    before: Callable[[], Text | None] | None = field(default=None, compare=False, repr=False)
    _all: list[frozenset[str]] = field(default_factory=list, compare=False, repr=False)

    @classmethod
    def of(cls, commits: Iterable[Iterable[str]], before: Callable[[], Text | None] | None = None) -> History:
        return cls(tuple(frozenset(c) for c in commits), before)

    def __len__(self) -> int:
        return len(self.commits)

    @property
    def enough(self) -> bool:
        return len(self.commits) >= ENOUGH

    @property
    def paths(self) -> frozenset[str]:
        """Every path that a commit changed."""
        if not self._all:
            self._all.append(frozenset().union(*self.commits))
        return self._all[0]

    def touching(self, takes: Callable[[str], bool]) -> int:
        """How many of the commits changed a path that is taken. Each path is asked about once."""
        taken = {p for p in self.paths if takes(p)}
        return sum(not taken.isdisjoint(c) for c in self.commits)
