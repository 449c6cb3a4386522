"""Mistral AI: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mistral-api-key",
        provider="Mistral AI",
        title="Mistral AI API key",
        pattern=assigned(r"mistral", r"[A-Za-z0-9]{32}"),
        keywords=("mistral",),
        matches=(
            'MISTRAL_API_KEY="' + '8Jl7WZnkNeWzfmx5zaEk0ujtzJs61qCr"',
            "  mistral_api_key: " + "aywf4Y00uXcUK7RHRV06hvAj7OF8Wzkb",
        ),
        misses=(
            'MISTRAL_API_KEY="' + '8Jl7WZnkNeWzfmx5zaEk0ujtzJs61qC"',
            'MISTRAL_API_KEY="' + '0Xx0XXxxXxXxxxx0xxXx0xxxxXx00xXx"',
            "REVISION=" + "8Jl7WZnkNeWzfmx5zaEk0ujtzJs61qCr",
        ),
        source="Mistral docs, API keys (32 characters)",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
