"""SparkPost: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="sparkpost-api-key",
        provider="SparkPost",
        title="SparkPost API key",
        pattern=assigned(r"sparkpost", r"[0-9a-f]{40}"),
        keywords=("sparkpost",),
        matches=(
            'SPARKPOST_API_KEY="' + '2af0aa9ed3ec4ec814c6c707e5a1a401ecb36d81"',
            "  sparkpost_api_key: " + "693b59b7f6040af7b924f3defdebcae6b7b997ef",
        ),
        misses=(
            'SPARKPOST_API_KEY="' + '2af0aa9ed3ec4ec814c6c707e5a1a401ecb36d8"',
            'SPARKPOST_API_KEY="' + '0xx0xx0xx0xx0xx000x0x000x0x0x000xxx00x00"',
            "REVISION=" + "2af0aa9ed3ec4ec814c6c707e5a1a401ecb36d81",
        ),
        source="SparkPost docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
