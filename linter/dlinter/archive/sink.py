"""What a reader of a format is given: where the files go that it finds, and the type of a reader."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from dlinter.archive.pull import Pull, Steps


class Cause(StrEnum):
    """Why something could not be read: the first two are properties of the file, the others of dlint."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    LIMIT = "limit"


class Sink(Protocol):
    """One file that is unpacked. Its members are sinks themselves: a member may be an archive again.

    `name` is the file's own name, without the folders and archives around it.
    """

    @property
    def name(self) -> str: ...

    def member(self, name: str) -> Sink:
        """A file inside this one, to be written and then closed before the next one is asked for. "" is the
        content of a compressed file, which has no name of its own. Raises TooMuch where there are too many.
        """
        ...

    def write(self, data: bytes) -> None:
        """The next bytes of this file. Raises TooMuch where a limit is reached."""
        ...

    def close(self) -> None:
        """The end of this file. Raises TooMuch where a limit is reached."""
        ...

    def beside(self, name: str, part: str, value: bytes) -> None:
        """What a file inside this one has beside its content: its `name` where it has no content, its `link
        target`, `attribute NAME`."""
        ...

    def trouble(self, message: str, cause: Cause = Cause.DAMAGED) -> None:
        """Something in this file could not be read; the reader goes on."""
        ...


Reader = Callable[[Pull, Sink], Steps]
"""Reads one format: takes bytes from the pull, gives files to the sink."""
