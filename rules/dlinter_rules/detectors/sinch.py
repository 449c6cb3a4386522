"""Sinch: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="sinch-api-token",
        provider="Sinch",
        title="Sinch service plan token or key secret",
        pattern=assigned(r"sinch", r"[0-9a-f]{32}"),
        keywords=("sinch",),
        matches=(
            'SINCH_API_TOKEN="' + 'defc08c9fd5c206cc7c16e7a00b23fef"',
            "  sinch_api_token: " + "e3930546447db31dc3b86ad97059c701",
        ),
        misses=(
            'SINCH_API_TOKEN="' + 'defc08c9fd5c206cc7c16e7a00b23fe"',
            'SINCH_API_TOKEN="' + 'xxxx00x0xx0x000xx0x00x0x00x00xxx"',
            "REVISION=" + "defc08c9fd5c206cc7c16e7a00b23fef",
        ),
        source="Sinch docs, Service plan credentials",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
