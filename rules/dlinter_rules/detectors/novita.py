"""Novita AI: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="novita-api-key",
        provider="Novita AI",
        title="Novita AI API key",
        pattern=assigned(r"novita", r"sk_[A-Za-z0-9_-]{40,48}"),
        keywords=("novita",),
        matches=(
            'NOVITA_API_KEY="' + 'sk_jywuUohSCb0uj90lg0Enf63Vp96J1xGXSviFOTGmEBlBZl"',
            "  novita_api_key: " + "sk_Ud2jgVqY9PQQGERLmzIdvbeNILTG3xwD8mC1Q74lDddFM",
        ),
        misses=(
            'NOVITA_API_KEY="' + 'xx_xxxxXxxXXx0xx00xx0Xxx00Xx00X0xXXXxxXXXXxXXxXXx"',
            "REVISION=" + "sk_jywuUohSCb0uj90lg0Enf63Vp96J1xGXSviFOTGmEBlBZl",
        ),
        source="Novita AI docs, API keys",
        min_entropy=4.0,
        security_severity=7.5,
    ),
)
