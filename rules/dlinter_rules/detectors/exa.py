"""Exa: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="exa-api-key",
        provider="Exa",
        title="Exa API key",
        pattern=assigned(r"exa_api|exa-api|exa_key",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("exa_api", "exa-api", "exa_key"),
        matches=(
            'EXA_API_KEY="' + '76b1dc3f-6277-666f-1c11-f16bfada88d6"',
            "  exa_api_key: " + "25865ad5-9e9b-8be5-639f-f60143bc7c27",
        ),
        misses=(
            'EXA_API_KEY="' + '76b1dc3f-6277-666f-1c11-f16bfada88d"',
            'EXA_API_KEY="' + '00x0xx0x-0000-000x-0x00-x00xxxxx00x0"',
            "REVISION=" + "76b1dc3f-6277-666f-1c11-f16bfada88d6",
        ),
        source="Exa docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
