"""Chocolatey: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="chocolatey-api-key",
        provider="Chocolatey",
        title="Chocolatey API key",
        pattern=assigned(r"chocolatey|choco_api",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("chocolatey", "choco_api"),
        matches=(
            'CHOCOLATEY_API_KEY="' + '241ffe28-e6ba-ec8f-86e1-62ced19a2d3f"',
            "  chocolatey_api_key: " + "3df92923-0294-7a93-9722-7bb3b85f8bc1",
        ),
        misses=(
            'CHOCOLATEY_API_KEY="' + '241ffe28-e6ba-ec8f-86e1-62ced19a2d3"',
            'CHOCOLATEY_API_KEY="' + '000xxx00-x0xx-xx0x-00x0-00xxx00x0x0x"',
            "REVISION=" + "241ffe28-e6ba-ec8f-86e1-62ced19a2d3f",
        ),
        source="Chocolatey docs, choco apikey",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
