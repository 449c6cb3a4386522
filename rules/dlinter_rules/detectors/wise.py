"""Wise: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="wise-api-token",
        provider="Wise",
        title="Wise API token",
        pattern=assigned(r"wise_|transferwise",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("wise_", "transferwise"),
        matches=(
            'WISE_API_TOKEN="' + '55d3ca78-977d-5393-9667-2a3efe507037"',
            "  wise_api_token: " + "c8fd3941-5a3b-0362-064f-2bd3640ff610",
        ),
        misses=(
            'WISE_API_TOKEN="' + '55d3ca78-977d-5393-9667-2a3efe50703"',
            'WISE_API_TOKEN="' + '00x0xx00-000x-0000-0000-0x0xxx000000"',
            "REVISION=" + "55d3ca78-977d-5393-9667-2a3efe507037",
        ),
        source="Wise docs, Personal tokens",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
