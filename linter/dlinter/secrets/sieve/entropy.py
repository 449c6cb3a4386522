"""Shannon entropy: a value with less than its detector asks for was written by a person."""

from __future__ import annotations

import math
from collections import Counter

from dlinter.model.names import Holds
from dlinter.model.secret import Sieved
from dlinter.secrets.grammar.values import is_generic, is_setting, name_of
from dlinter.secrets.sighting import Sighting


def entropy_of(text: str) -> float:
    """Bits per character."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values()) if size else 0.0


def low_entropy(seen: Sighting) -> str:
    """Below the detector's own limit; for generic ones below three quarters of what so short a text can
    have."""
    least = seen.detector.min_entropy
    if least and entropy_of(seen.value) < least:
        return Sieved.LOW_ENTROPY
    if is_generic(seen.detector) and not is_setting(seen) and name_of(seen) is not Holds.PASSWORD:
        size = len(seen.value)
        if entropy_of(seen.value) < min(
            0.78 * math.log2(size) if size > 1 else 9.0, 3.6 if not _is_hex(seen.value) else 2.9
        ):
            return Sieved.LOW_ENTROPY
    return ""


def _is_hex(text: str) -> bool:
    """Whether hexadecimal digits, or a UUID."""
    return all(c in "0123456789abcdefABCDEF-" for c in text)
