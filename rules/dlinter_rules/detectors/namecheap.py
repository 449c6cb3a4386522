"""Namecheap: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="namecheap-api-key",
        provider="Namecheap",
        title="Namecheap API key",
        pattern=assigned(r"namecheap", r"[0-9a-f]{32}"),
        keywords=("namecheap",),
        matches=(
            'NAMECHEAP_API_KEY="' + 'ae77f78e16e0f4c281bf2848ff3d7558"',
            "  namecheap_api_key: " + "7af550b0be3a862aafc38699f5909f9f",
        ),
        misses=(
            'NAMECHEAP_API_KEY="' + 'ae77f78e16e0f4c281bf2848ff3d755"',
            'NAMECHEAP_API_KEY="' + 'xx00x00x00x0x0x000xx0000xx0x0000"',
            "REVISION=" + "ae77f78e16e0f4c281bf2848ff3d7558",
        ),
        source="Namecheap API docs, Introduction",
        min_entropy=3.0,
        confidence="medium",
    ),
)
