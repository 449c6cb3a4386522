"""A secret that was found, which tells its value to nobody by accident."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dlinter.model.text import Span, Text

_KEY = b"dlint secret identity, version 1"


class Secret:
    """A secret value. `str`, `repr`, format, hash and pickle-free: only `reveal()` gives the raw value.

    >>> s = Secret("hunter2" * 3)
    >>> str(s)
    'hunt… (21 characters)'
    """

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """The raw value; only for `--show-secrets` on text output, for sieves, and for the secrets core."""
        return self.__value

    @property
    def preview(self) -> str:
        """At most the first 4 characters, and never more than a third of the value, then the length."""
        value = self.__value
        shown = value[: min(4, len(value) // 3)] if value.isprintable() else ""
        return f"{shown}… ({len(value)} characters)"

    @property
    def identity(self) -> str:
        """8 hex digits of a keyed hash: tells values apart, too short to confirm a guess."""
        return hashlib.blake2b(self.__value.encode("utf-8", "replace"), key=_KEY, digest_size=4).hexdigest()

    def __str__(self) -> str:
        return self.preview

    def __repr__(self) -> str:
        return f"Secret({self.preview})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.__value == self.__value

    def __hash__(self) -> int:
        return hash(self.__value)

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not pickled")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A detector's match, after the sieve.

    `detector` is the detector's id, `title` says what the secret is ("GitHub personal access token"). `start`
    and `end` are byte offsets of the secret in the bytes that were scanned, `line` the 1-based line there.
    `sieved` is empty for a real one, else the reason why it is known not to be a secret. `confidence` is
    "high" (checksum or unmistakable format), "medium" or "low" (generic, by entropy).
    """

    detector: str
    provider: str
    title: str
    secret: Secret
    start: int
    end: int
    line: int
    confidence: str = "high"
    sieved: str = ""
    security_severity: float = 8.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and a value that belong together (ENV, ARG, LABEL, a flag's value): `span` is the value's."""

    key: str
    value: str
    span: Span


SecretFinder = Callable[[Text, Sequence[Pair]], tuple[Candidate, ...]]
"""Finds candidates in a text and in its pairs; offsets are offsets of the text."""
