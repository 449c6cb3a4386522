"""One file to lint, as `discover` found it."""

from __future__ import annotations

from msgspec import Struct

from dlinter.disk.read import read_small

STDIN = "<stdin>"


class LintInput(Struct, frozen=True):
    """`path` is what reports call it: relative to the working folder where it lies inside, forward slashes.
    `file` is the place to read and write, None for standard input, whose bytes are `data`. `key` is the path
    relative to `root`, the repository (the nearest folder upwards with `.git`); outside of one both are
    `path` and "".
    """

    path: str
    file: str | None = None
    data: bytes | None = None
    key: str = ""
    root: str = ""

    def read(self) -> bytes:
        """The file's bytes. Raises OSError."""
        if self.data is not None:
            return self.data
        if self.file is None:
            raise OSError("standard input was not read")
        return read_small(self.file)
