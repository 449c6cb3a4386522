"""Clerk: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="clerk-secret-key",
        provider="Clerk",
        title="Clerk secret key",
        pattern=assigned(r"clerk", r"sk_(?:live|test)_[A-Za-z0-9]{32,60}"),
        keywords=("clerk",),
        matches=(
            'CLERK_SECRET_KEY="' + 'sk_live_' + 'eP06SUElgsfm5S4QgVWZ881tzB1Tjc0yIC4n4M"',
            "  clerk_secret_key: " + "sk_test_" + "N2jXdLkR0Epg74D4sJhBIrIZ2JCyFISLvvtPgNI0Gw5nhapB2D",
        ),
        misses=(
            'CLERK_SECRET_KEY="' + 'xx_xxxx_xX00XXXxxxxx0X0XxXXX000xxX0Xxx0xXX0x0X"',
            "REVISION=" + "sk_live_" + "eP06SUElgsfm5S4QgVWZ881tzB1Tjc0yIC4n4M",
        ),
        source="Clerk docs, API keys",
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.8,
    ),
)
