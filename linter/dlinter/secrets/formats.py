"""What a value says by how it begins: asked of values that only a name tells, of the formats of all
detectors.

A token whose prefix is documented and that is shorter than every documented token with that prefix is a piece
of one, and opens nothing. A longer one may be of a format that is newer than the detector.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlinter.detectors.detector import Detector
from dlinter.detectors.keywords import literal_start, narrowest
from dlinter.model.secret import Basis

_COMMON = frozenset(
    "access act al api app as at auth auto ck cs dev es fc hook key live mob pa pat pk preview prod "
    "project psk re rel res rk rnd sandbox sdk secret server sig sk ss st test token user web wr".split()
)
"""Prefixes that many services use: one tells a service only where its name stands beside."""
_OF_KEYS = ("pk", "rk", "sk")
"""Stripe's beginnings, which others took over: `sk_live_` tells a key, however many services have it."""
_HEAD = 3
_SIGNS = re.compile(r"[_.:-]+")
_TOKEN = re.compile(r"[a-z0-9_.:-]+")


class Formats:
    """Detectors of a format by the literals that their tokens begin with; put in order when first asked."""

    def __init__(self, detectors: Sequence[Detector] = ()) -> None:
        self._detectors = detectors
        self._by_head: dict[str, list[tuple[str, Detector]]] | None = None

    def cut_short(self, value: str, line: str) -> bool:
        """Whether the value begins like the tokens of some detectors and is shorter than any of theirs;
        `line` is what stands before it."""
        low = value.lower()
        if not _TOKEN.fullmatch(low):
            return False
        if self._by_head is None:
            self._by_head = self._ordered()
        fitting = [
            (start, detector)
            for start, detector in self._by_head.get(low[:_HEAD], ())
            if low.startswith(start)
        ]
        longest = max((len(start) for start, _ in fitting), default=0)
        own = [
            d
            for start, d in fitting
            if len(start) == longest
            and (_telling(start) or _named(d, line) or _mixed(literal_start(d.pattern), value))
        ]
        return bool(own) and len(low) < min(narrowest(detector.pattern) for detector in own)

    def _ordered(self) -> dict[str, list[tuple[str, Detector]]]:
        found: dict[str, list[tuple[str, Detector]]] = {}
        for detector in self._detectors:
            if (
                detector.basis is not Basis.FORMAT
                or detector.confidence == "low"
                or "(?P<secret>" in detector.pattern
            ):
                continue
            literal = literal_start(detector.pattern).lower()
            for start in (
                [literal]
                if literal
                else [k for k in detector.keywords if k[:1].isalnum() and k[-1:] in ("_", "-")]
            ):
                if len(start) >= _HEAD:
                    found.setdefault(start[:_HEAD], []).append((start, detector))
        return found


def _telling(start: str) -> bool:
    words = [word for word in _SIGNS.split(start) if word]
    return (
        len(start) >= 4
        and not start.isalpha()
        and (not _COMMON.issuperset(words) or (len(words) > 1 and words[0] in _OF_KEYS))
    )


def _mixed(literal: str, value: str) -> bool:
    """Whether the value begins with the literal, which has capitals and small letters: `AIza`."""
    return bool(literal) and not literal.isupper() and not literal.islower() and value.startswith(literal)


def _named(detector: Detector, line: str) -> bool:
    """Whether the provider's name stands in the line."""
    word = re.split(r"[^a-z0-9]+", detector.provider.lower())[0]
    return len(word) >= 3 and word in line.lower()
