"""How much the files of a layer may unpack to."""

from __future__ import annotations

DEPTH = 5
"""Archives in archives."""
RATIO = 250
"""Bytes out for one byte in, above what is free: gzip's own limit is about 1,030, text seldom passes 20."""
FREE = 64 << 20
"""Bytes that any file may unpack to."""
MEMBERS = 1_000_000
ALL_RATIO, ALL_FREE, ALL_MEMBERS = 100, 1 << 30, 3_000_000
"""The same for all files of a scan together: what is free for each adds up where there are hundreds."""


class TooMuch(Exception):
    """A limit was reached; its text says which."""


class Total:
    """Counts over all files of a scan. Shared by threads: a count that is lost among them does not matter."""

    __slots__ = ("given", "members", "taken")

    def __init__(self) -> None:
        self.taken = self.given = self.members = 0


class Budget:
    """Counts what one file of the layer takes in and gives out, over all depths."""

    __slots__ = ("_total", "given", "members", "taken")

    def __init__(self, total: Total | None = None) -> None:
        self._total = total or Total()
        self.taken = self.given = self.members = 0

    def take(self, size: int) -> None:
        self.taken += size
        self._total.taken += size

    def give(self, size: int) -> None:
        """Raises TooMuch where the decoded bytes pass the limit."""
        self.given += size
        self._total.given += size
        if self.given > FREE + self.taken * RATIO:
            raise TooMuch(f"unpacks to more than {RATIO} times its size")
        if self._total.given > ALL_FREE + self._total.taken * ALL_RATIO:
            raise TooMuch(
                f"is not unpacked further: all archives together unpack to more than {ALL_RATIO} times their "
                "size"
            )

    def member(self) -> None:
        """Raises TooMuch where there are too many files."""
        self.members += 1
        self._total.members += 1
        if self.members > MEMBERS:
            raise TooMuch(f"holds more than {MEMBERS:,} files")
        if self._total.members > ALL_MEMBERS:
            raise TooMuch(
                f"is not unpacked further: all archives together hold more than {ALL_MEMBERS:,} files"
            )
