"""The sieve: what looks like a secret and is known not to be one. Each module holds one kind of reason.

A sieve gives "" where it knows nothing against a sighting, else the reason, which the finding carries:
nothing is dropped silently. `meets` (of the grammar) stands before them, for generic detectors only: it says
whether there is a name and a value at all.
"""

from __future__ import annotations

from collections.abc import Callable

from dlinter.model.secret import Basis
from dlinter.secrets.grammar.values import is_generic, meets
from dlinter.secrets.sieve.base64_run import inside_base64
from dlinter.secrets.sieve.checksum import wrong_checksum
from dlinter.secrets.sieve.counted import counted
from dlinter.secrets.sieve.cut_short import cut_short
from dlinter.secrets.sieve.digests import is_digest
from dlinter.secrets.sieve.entropy import low_entropy
from dlinter.secrets.sieve.expired import expired_token
from dlinter.secrets.sieve.forms import wrong_form
from dlinter.secrets.sieve.generated import generated_file
from dlinter.secrets.sieve.known import known_example
from dlinter.secrets.sieve.placeholder import is_placeholder
from dlinter.secrets.sieve.public import is_public
from dlinter.secrets.sieve.references import is_reference
from dlinter.secrets.sieve.urls import example_url
from dlinter.secrets.sieve.words import made_of_words
from dlinter.secrets.sighting import Sighting

Sieve = Callable[[Sighting], str]

SIEVES: tuple[Sieve, ...] = (
    wrong_checksum,
    known_example,
    cut_short,
    is_placeholder,
    is_reference,
    counted,
    wrong_form,
    is_public,
    low_entropy,
    inside_base64,
    is_digest,
    generated_file,
    made_of_words,
    example_url,
    expired_token,
)


def sieve(seen: Sighting) -> str:
    """The first reason against a sighting, "" where there is none."""
    if seen.detector.basis is Basis.WEAK:
        return ""  # it is known to be no good, and says so
    for judge in SIEVES:
        reason = judge(seen)
        if reason:
            return reason
    return ""


__all__ = ["SIEVES", "Sieve", "is_generic", "meets", "sieve"]
