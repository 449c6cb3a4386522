"""Coinbase: API keys of the developer platform and Commerce."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="coinbase-api-secret",
        provider="Coinbase",
        title="Coinbase API secret",
        pattern=assigned(r"coinbase|cdp_api|cbp_", r"[A-Za-z0-9+/]{86}=="),
        keywords=("coinbase", "cdp_api", "cbp_"),
        matches=(
            'COINBASE_API_SECRET="'
            + '8HInOLEnt9km6WhokbcOli037T1YmwbjizQ0WnEPSje0d32COhv7qMKaxp6wJgSZ4HelZ0QTP9jdzecxBUeGu5=="',
            "  coinbase_api_secret: "
            + "JpLHxEGYosvOwJ49NzchlthijfQ9BQsIcy40oBzkakkaP2DPNtrkPRDszYrA47lSB3mpAUmiHHeDqNWNWEOASm==",
        ),
        misses=(
            'COINBASE_API_SECRET="'
            + '8HInOLEnt9km6WhokbcOli037T1YmwbjizQ0WnEPSje0d32COhv7qMKaxp6wJgSZ4HelZ0QTP9jdzecxBUeGu5="',
            'COINBASE_API_SECRET="'
            + '0XXxXXXxx0xx0XxxxxxXxx000X0XxxxxxxX0XxXXXxx0x00XXxx0xXXxxx0xXxXX0XxxX0XXX0xxxxxxXXxXx0=="',
            "REVISION="
            + "8HInOLEnt9km6WhokbcOli037T1YmwbjizQ0WnEPSje0d32COhv7qMKaxp6wJgSZ4HelZ0QTP9jdzecxBUeGu5==",
        ),
        source="Coinbase docs, API key authentication (Ed25519 or HMAC, 64 bytes)",
        min_entropy=4.5,
        security_severity=9.3,
    ),
    Detector(
        id="coinbase-commerce-api-key",
        provider="Coinbase",
        title="Coinbase Commerce API key",
        pattern=assigned(r"coinbase_commerce|coinbase_api|cc_api",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("coinbase_commerce", "coinbase_api", "cc_api"),
        matches=(
            'COINBASE_COMMERCE_API_KEY="' + '9854949e-ceb3-fc16-c37b-d11177383135"',
            "  coinbase_commerce_api_key: " + "63988cae-4053-e5d4-2bc7-a97c657980be",
        ),
        misses=(
            'COINBASE_COMMERCE_API_KEY="' + '9854949e-ceb3-fc16-c37b-d1117738313"',
            'COINBASE_COMMERCE_API_KEY="' + '0000000x-xxx0-xx00-x00x-x00000000000"',
            "REVISION=" + "9854949e-ceb3-fc16-c37b-d11177383135",
        ),
        source="Coinbase Commerce docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
