"""Standard streams that somebody closed (`dlint lint >&-`): Python leaves None in their place, and the next
file that is opened would get their number."""

from __future__ import annotations

import io
import os
import sys
from typing import Any


class _Closed(io.TextIOBase):
    """Raises OSError, with a line for the user, where it is read or written."""

    def __init__(self, name: str) -> None:
        self._what = f"{name} is closed"

    def _fail(self) -> Any:
        raise OSError(9, self._what)  # EBADF

    def write(self, text: str) -> int:
        self._fail()
        return 0

    def read(self, size: int | None = -1) -> str:
        self._fail()
        return ""

    @property
    def buffer(self) -> Any:
        return self._fail()

    def isatty(self) -> bool:
        return False


def open_closed() -> None:
    """Puts something in the place of each standard stream that is closed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free, which is this one
    sys.stdin = sys.stdin or _Closed("standard input")
    sys.stdout = sys.stdout or _Closed("standard output")
    if sys.stderr is None:
        # Nobody can read what goes wrong; `print(file=None)` would write it to stdout.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
