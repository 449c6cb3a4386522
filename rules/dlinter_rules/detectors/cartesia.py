"""Cartesia: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cartesia-api-key",
        provider="Cartesia",
        title="Cartesia API key",
        pattern=r"sk_car_[A-Za-z0-9_-]{20,48}",
        keywords=("sk_car_",),
        matches=(
            'CARTESIA_API_KEY="sk_car_' + 'Wn5G2-E7C4GbeWQnGodY"',
            "Authorization: Bearer sk_car_" + "1P2H95UZOxgu6QyMDcoJsryUer",
        ),
        misses=(
            'CARTESIA_API_KEY="sk_car_' + 'Wn5G2-E7C4GbeWQnGod"',
            'CARTESIA_API_KEY="sk_car_' + 'xxxxx-xxxxxxxxxxxxxx"',
        ),
        source="Cartesia docs, API keys",
        min_entropy=3.5,
    ),
)
