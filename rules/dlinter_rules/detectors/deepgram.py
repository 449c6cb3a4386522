"""Deepgram: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="deepgram-api-key",
        provider="Deepgram",
        title="Deepgram API key",
        pattern=assigned(r"deepgram", r"[0-9a-f]{40}"),
        keywords=("deepgram",),
        matches=(
            'DEEPGRAM_API_KEY="' + '05248c922b9fab0ca860b04620c5a39d69e6a5c4"',
            "  deepgram_api_key: " + "c98e62511b56cde842163cce3998a5bec2c7c74a",
        ),
        misses=(
            'DEEPGRAM_API_KEY="' + '05248c922b9fab0ca860b04620c5a39d69e6a5c"',
            'DEEPGRAM_API_KEY="' + '00000x000x0xxx0xx000x00000x0x00x00x0x0x0"',
            "REVISION=" + "05248c922b9fab0ca860b04620c5a39d69e6a5c4",
        ),
        source="Deepgram docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
