"""Chargebee: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="chargebee-api-key",
        provider="Chargebee",
        title="Chargebee API key",
        pattern=assigned(r"chargebee", r"(?:live|test)_[A-Za-z0-9]{30,60}"),
        keywords=("chargebee",),
        matches=(
            'CHARGEBEE_API_KEY="' + 'live_amCpNCcHJnan51vXX7IQwSaCZWMTdeu"',
            "  chargebee_api_key: " + "test_KA6iineWSvygkeSGkOeKNmpxx1NvDdpOp77ymtK",
        ),
        misses=(
            'CHARGEBEE_API_KEY="' + 'xxxx_xxXxXXxXXxxx00xXX0XXxXxXXXXXxxx"',
            "REVISION=" + "live_amCpNCcHJnan51vXX7IQwSaCZWMTdeu",
        ),
        source="Chargebee docs, API keys",
        min_entropy=3.8,
        confidence="medium",
        security_severity=8.5,
    ),
)
