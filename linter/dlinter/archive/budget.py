"""How much a file of a layer may unpack to."""

from __future__ import annotations

DEPTH = 5
"""Archives in archives."""
RATIO = 250
"""Bytes out for one byte in, above what is free: gzip's own limit is about 1,030, text seldom passes 20."""
FREE = 64 << 20
"""Bytes that any file may unpack to."""
MEMBERS = 2_000_000


class TooMuch(Exception):
    """A limit was reached; its text says which."""


class Budget:
    """Counts what one file of the layer takes in and gives out, over all depths."""

    __slots__ = ("given", "members", "taken")

    def __init__(self) -> None:
        self.taken = 0
        self.given = 0
        self.members = 0

    def give(self, size: int) -> None:
        """Raises TooMuch where the decoded bytes pass the limit."""
        self.given += size
        if self.given > FREE + self.taken * RATIO:
            raise TooMuch(f"unpacks to more than {RATIO} times its size")

    def member(self) -> None:
        self.members += 1
        if self.members > MEMBERS:
            raise TooMuch(f"holds more than {MEMBERS:,} files")
