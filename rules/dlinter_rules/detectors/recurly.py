"""Recurly: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="recurly-api-key",
        provider="Recurly",
        title="Recurly private API key",
        pattern=assigned(r"recurly", r"[0-9a-f]{32}"),
        keywords=("recurly",),
        matches=(
            'RECURLY_API_KEY="' + 'cbf756cbd9a508f297e48839b1612c8e"',
            "  recurly_api_key: " + "c45591073adbbd67a36cb402fb6bfabc",
        ),
        misses=(
            'RECURLY_API_KEY="' + 'cbf756cbd9a508f297e48839b1612c8"',
            'RECURLY_API_KEY="' + 'xxx000xxx0x000x000x00000x0000x0x"',
            "REVISION=" + "cbf756cbd9a508f297e48839b1612c8e",
        ),
        source="Recurly docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
