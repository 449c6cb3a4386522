"""Infobip: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="infobip-api-key",
        provider="Infobip",
        title="Infobip API key",
        pattern=assigned(r"infobip",
            r"[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("infobip",),
        matches=(
            'INFOBIP_API_KEY="' + '39c2d839f75ff037dcaa3ccfa9df7e43-cf74203d-33f8-fc7d-de46-5269b70fa17e"',
            "  infobip_api_key: " + "9939a1f2a2aa47867e46ced0e51bfd37-0019d91b-903d-02fc-25ba-e6f6cb36623e",
        ),
        misses=(
            'INFOBIP_API_KEY="' + '39c2d839f75ff037dcaa3ccfa9df7e43-cf74203d-33f8-fc7d-de46-5269b70fa17"',
            'INFOBIP_API_KEY="' + '00x0x000x00xx000xxxx0xxxx0xx0x00-xx00000x-00x0-xx0x-xx00-0000x00xx00x"',
            "REVISION=" + "39c2d839f75ff037dcaa3ccfa9df7e43-cf74203d-33f8-fc7d-de46-5269b70fa17e",
        ),
        source="Infobip docs, API authentication",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
