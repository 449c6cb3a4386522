"""Vapi: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="vapi-api-key",
        provider="Vapi",
        title="Vapi private key",
        pattern=assigned(r"vapi", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("vapi",),
        matches=(
            'VAPI_PRIVATE_KEY="' + 'c838436c-7952-441d-e233-bf6f8a3183f4"',
            "  vapi_private_key: " + "f47b64f0-3749-967b-93f2-70af345bc9f2",
        ),
        misses=(
            'VAPI_PRIVATE_KEY="' + 'c838436c-7952-441d-e233-bf6f8a3183f"',
            'VAPI_PRIVATE_KEY="' + 'x000000x-0000-000x-x000-xx0x0x0000x0"',
            "REVISION=" + "c838436c-7952-441d-e233-bf6f8a3183f4",
        ),
        source="Vapi docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
