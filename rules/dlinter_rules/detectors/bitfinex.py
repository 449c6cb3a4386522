"""Bitfinex: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="bitfinex-api-secret",
        provider="Bitfinex",
        title="Bitfinex API secret",
        pattern=assigned(r"bitfinex", r"(?:[A-Za-z0-9]{43}|[0-9a-f]{43})"),
        keywords=("bitfinex",),
        matches=(
            'BITFINEX_API_SECRET="' + 'hvMJRyjNLfOTryCjzsK9JhP1cFqKn4ynarofE4MHC0q"',
            "  bitfinex_api_secret: " + "NjEZi7xDs7BnEG0sYSu6YIoLe8BpjIWxmgND17UvegO",
        ),
        misses=(
            'BITFINEX_API_SECRET="' + 'hvMJRyjNLfOTryCjzsK9JhP1cFqKn4ynarofE4MHC0"',
            'BITFINEX_API_SECRET="' + 'xxXXXxxXXxXXxxXxxxX0XxX0xXxXx0xxxxxxX0XXX0x"',
            "REVISION=" + "hvMJRyjNLfOTryCjzsK9JhP1cFqKn4ynarofE4MHC0q",
        ),
        source="Bitfinex docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=8.8,
    ),
)
