"""A secret that was found, which tells its value to nobody by accident."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

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
    def known(self) -> bool:
        """Whether the value is there: a scan that is remembered keeps none."""
        return True

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


class Basis(StrEnum):
    """What a detector goes by. Those that go by a name know no format: a value has to look like one, too."""

    FORMAT = "format"  # a prefix, a checksum, a shape that nothing else has
    NAME = "name"  # `DB_PASSWORD=…`
    OPTION = "option"  # `--password …`
    ELEMENT = "element"  # `<password>…</password>`
    FILE = "file"  # the name of the file that holds nothing else: `.vault_pass`, `run/secrets/db_password`
    WEAK = "weak"  # a name, and a value that everybody tries first
    URL = "url"  # `https://user:…@host`

    @property
    def by_name(self) -> bool:
        return self in (Basis.NAME, Basis.OPTION, Basis.ELEMENT, Basis.FILE)


class Sieved(StrEnum):
    """Why a candidate is known not to be a secret."""

    CHECKSUM = "checksum or structure is wrong"
    ALGORITHM = "name of an algorithm"
    BASE64 = "inside longer base64"
    CUT_SHORT = "key is cut short"
    DIGEST = "digest"
    DOCUMENTATION = "documentation of a package"
    DOCUMENTATION_OR_TEST = "documentation or test of a package"
    EXAMPLE = "documentation example"
    EXAMPLE_UUID = "example UUID"
    EXPIRED = "expired"
    FORM = "not the form of such a value"
    GENERATED = "generated file"
    IDENTIFIER = "identifier"
    LOCK_FILE = "lock file or list of checksums"
    LOW_ENTROPY = "low entropy"
    MINIFIED = "minified code"
    NO_PASSWORD = "not a password"
    PLACEHOLDER = "placeholder"
    PUBLIC = "public key or certificate"
    PUBLISHED = "published test key"
    REFERENCE = "reference to a value kept elsewhere"
    REPEATED = "repeated characters"
    SEQUENTIAL = "sequential characters"
    UUID = "UUID"
    WORDS = "made of words"


_LOWERED = frozenset(
    {Sieved.BASE64, Sieved.CHECKSUM, Sieved.CUT_SHORT, Sieved.EXPIRED, Sieved.DOCUMENTATION,
        Sieved.DOCUMENTATION_OR_TEST}
)
"""Reasons that say how little a value is worth, or what else it may be: it is not shown all the same."""


HARMLESS = 2.5
"""Security severity (0 to 10) of what opens nothing by itself."""


class Mark(Struct, frozen=True):
    """Everything of a secret that may be said and kept: its detector, what it is, its preview (at most 4
    characters and the length), and the keyed hash that tells it from others. Holds no value. `sieved` and
    `rotate` as in `Candidate`."""

    detector: str
    title: str
    preview: str
    identity: str
    sieved: str = ""
    rotate: str = ""

    @property
    def key(self) -> str:
        """What a finding about it is known by."""
        return f"{self.detector}:{self.identity}"


class Candidate(Struct, frozen=True):
    """A detector's match, after the sieve.

    `detector` is the detector's id, `title` says what the secret is ("GitHub personal access token"). `start`
    and `end` are byte offsets of the secret in the bytes that were scanned, `line` the 1-based line there,
    0 where the file has no lines. `sieved` is empty for a real one, else the reason why it is known not to be
    a secret. `confidence` is "high" (checksum or unmistakable format), "medium" or "low" (generic, by
    entropy). `half` is the other half of a pair (a key id and its secret), which is no candidate of its own.
    `rotate` says what to do about it now. `unjudged`: the file holds so many that the sieve was not asked
    about this one.
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
    basis: Basis = Basis.FORMAT
    half: Candidate | None = None
    rotate: str = ""
    unjudged: bool = False

    @property
    def mark(self) -> Mark:
        return Mark(
            self.detector, self.title, self.secret.preview, self.secret.identity, self.sieved, self.rotate
        )

    @property
    def harmless(self) -> bool:
        """Whether it opens nothing by itself: an id without its secret, a ciphertext without its key, a key
        that is meant to be seen."""
        return self.security_severity <= HARMLESS

    @property
    def hidden(self) -> bool:
        """Whether no output may show the value: it is one, or was one, or nearly is one."""
        return not self.sieved or self.sieved in _LOWERED


class Pair(Struct, frozen=True):
    """A name and a value that belong together (ENV, ARG, LABEL, a flag's value): `span` is the value's."""

    key: str
    value: str
    span: Span


def unjudged(candidates: Iterable[Candidate]) -> tuple[int, str] | None:
    """The line of the first candidate that the sieve was not asked about, and what to say of it."""
    first = next((c for c in candidates if c.unjudged), None)
    message = "so many possible secrets in the file that those from here on are reported without a check"
    return (first.line, message) if first is not None else None


SecretFinder = Callable[[Text, Sequence[Pair]], tuple[Candidate, ...]]
"""Finds candidates in a text and in its pairs; offsets are offsets of the text."""
