"""Kraken: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="kraken-private-key",
        provider="Kraken",
        title="Kraken API private key",
        pattern=assigned(r"kraken", r"[A-Za-z0-9+/]{86}=="),
        keywords=("kraken",),
        matches=(
            'KRAKEN_PRIVATE_KEY="'
            + 'nYOpM29jyGM8Ju4lg8D5vGlAHxdMBbskSOMk2l0gtpWVAM3EdK5SncMxll9ySaIZ8YBWxsMi0JA0sVaLCWfZWW=="',
            "  kraken_private_key: "
            + "PxUN9QTbFm1mVPJEvqL6JvUtQetSLW3QKybzTydZe708qb3iJogCC0LWfFlNID7ja2nA0mXC02yZzN11a41sdd==",
        ),
        misses=(
            'KRAKEN_PRIVATE_KEY="'
            + 'nYOpM29jyGM8Ju4lg8D5vGlAHxdMBbskSOMk2l0gtpWVAM3EdK5SncMxll9ySaIZ8YBWxsMi0JA0sVaLCWfZWW="',
            'KRAKEN_PRIVATE_KEY="'
            + 'xXXxX00xxXX0Xx0xx0X0xXxXXxxXXxxxXXXx0x0xxxXXXX0XxX0XxxXxxx0xXxXX0XXXxxXx0XX0xXxXXXxXXX=="',
            "REVISION="
            + "nYOpM29jyGM8Ju4lg8D5vGlAHxdMBbskSOMk2l0gtpWVAM3EdK5SncMxll9ySaIZ8YBWxsMi0JA0sVaLCWfZWW==",
        ),
        source="Kraken docs, API keys (64 bytes, base64)",
        min_entropy=4.5,
        security_severity=9.0,
    ),
)
