"""How much work one file may take. What is longer is refused, and the refusal is reported: a report is never
shorter in silence.

Work is counted in steps, not in seconds: the same file gives the same report on every machine. Each rule, and
each fact that several rules share, has an account of its own, so one that runs out leaves the others what
they need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from msgspec import Struct, field

ALLOWANCE = 200_000
"""Steps of one account: 800 times what the most demanding rule takes for the longest of 600 real Dockerfiles,
and less than a second."""

INSTRUCTIONS = 2_000
"""Instructions of a file that rules see; the longest of 597 real files has 125."""
LINES = 10_000
"""Lines of a file outside of its heredocs that rules see; the longest of 597 real files has 407."""
WORDS = 20_000
"""Words of all instructions of a file (those of scripts are not among them); real files have some hundred."""
STAGE_CHAIN = 250
"""Stages that follow one another by FROM."""
COMMANDS = 2_500
"""Commands of all scripts of a file; of 597 real files none has more than 94."""
LOOKS = 2_000_000
"""Times that a file of the build context, or of the commits, is compared with a step that may take it: about
a second. How many files there are is no matter of the Dockerfile, so the accounts do not pay for them: 100
commits of a large repository change 10,000, and one that brings in others' code 100,000."""
TOO_MANY_FILES = "the last commits changed too many files for it"
NAMES = 2_000
"""Words of a file that name secrets; of 600 real Dockerfiles none has more than 24, of the records of some
hundred small builds one has 1,385. Each is a place that several detectors look at, and a value that has to be
hidden in whatever is said of the file."""
_NAMES = (b"pas", b"pwd", b"psw", b"secret", b"token", b"key", b"cred", b"auth")
MANY_NAMES = f"more than {NAMES:,} words like `password`, `token` and `key`"
TOO_MANY_NAMES = f"{MANY_NAMES} in the file"


def end_of_names(data: bytes) -> int | None:
    """The offset from which on a file has too many words that name secrets; None where it has not."""
    if len(data) < 3 * NAMES:
        return None
    lower = data.lower()
    if sum(map(lower.count, _NAMES)) <= NAMES:
        return None
    last = next(islice(re.finditer(b"|".join(_NAMES), lower), NAMES, None), None)
    return last.start() if last is not None else None


def without_names(data: bytes) -> bytes:
    """The bytes with `.` in place of the words that name secrets; all others keep their place."""
    return re.sub(b"(?i)" + b"|".join(_NAMES), lambda m: b"." * len(m[0]), data)


class TooMuchWork(Exception):
    """An account ran out."""

    def __init__(self, message: str = "this file is too long for it") -> None:
        super().__init__(message)


class Work(Struct):
    """The accounts of one file. `refused` are the parts that are not looked at: what, by the line it begins
    in."""

    left: int = ALLOWANCE
    commands: int = 0
    looks: int = LOOKS
    refused: dict[tuple[int, str], None] = field(default_factory=dict)
    _name: str = ""
    _others: dict[str, int] = field(default_factory=dict)

    def spend(self, steps: int) -> None:
        """Takes steps off the account in use. Raises TooMuchWork."""
        self.left -= steps
        if self.left < 0:
            raise TooMuchWork

    def look(self, steps: int) -> None:
        """Counts comparisons of one file with that many steps. Raises TooMuchWork."""
        self.looks -= steps
        if self.looks < 0:
            raise TooMuchWork(TOO_MANY_FILES)

    def switch(self, name: str) -> str:
        """Another account from now on; gives the one that was in use."""
        before = self._name
        if name != before:
            self._others[before] = self.left
            self.left = self._others.get(name, ALLOWANCE)
            self._name = name
        return before

    @contextmanager
    def account(self, name: str) -> Iterator[None]:
        """Another account for a while."""
        before = self.switch(name)
        try:
            yield
        finally:
            self.switch(before)

    def refuse(self, line: int, message: str) -> None:
        """Notes that something is not looked at."""
        self.refused[line, message] = None
