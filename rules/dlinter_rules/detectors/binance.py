"""Binance: API secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="binance-api-secret",
        provider="Binance",
        title="Binance API secret",
        pattern=assigned(r"binance", r"[A-Za-z0-9]{64}"),
        keywords=("binance",),
        matches=(
            'BINANCE_API_SECRET="' + '4GZjri7w9SsxLl6KupQbefMoYEGYIYMiIJUYDLpbm3VVAKOcnJIVwCOX7vrc96Gl"',
            "  binance_api_secret: " + "M3KjJpy7XjbwXTjGvtADxEQDvOMiqz3zytS8V7QMcRzk6FlRZetF9EJpm98P8BSi",
        ),
        misses=(
            'BINANCE_API_SECRET="' + '4GZjri7w9SsxLl6KupQbefMoYEGYIYMiIJUYDLpbm3VVAKOcnJIVwCOX7vrc96G"',
            'BINANCE_API_SECRET="' + '0XXxxx0x0XxxXx0XxxXxxxXxXXXXXXXxXXXXXXxxx0XXXXXxxXXXxXXX0xxx00Xx"',
            "REVISION=" + "4GZjri7w9SsxLl6KupQbefMoYEGYIYMiIJUYDLpbm3VVAKOcnJIVwCOX7vrc96Gl",
        ),
        source="Binance docs, API key types (HMAC, 64 characters)",
        validate=_mixed,
        min_entropy=4.3,
        confidence="medium",
        security_severity=9.0,
    ),
)
