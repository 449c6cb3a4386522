"""Nebius: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import is_jwt
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="nebius-api-key",
        provider="Nebius",
        title="Nebius AI Studio API key",
        pattern=assigned(r"nebius", r"eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}"),
        keywords=("nebius",),
        matches=(
            'NEBIUS_API_KEY="' + "eyJhbGciOiJIUzI1NiIs"
            + 'InR5cCI6IkpXVCJ9.eyJzdWIiOiI5ZjNmZGIxNjM2NTQ4YTBhNWE4ZCIsImlzcyI6ImFwaS1rZXktaXNzdWVyIn0.S6c8-bVfdRy7y6My0B80FWy4p0KLXHW-j5J0HlwXe0Q"',
            "  nebius_api_key: " + "eyJhbGciOiJIUzI1NiIs"
            + "InR5cCI6IkpXVCJ9.eyJzdWIiOiIzZDhiZWNjMjRlNDY1M2UyZTFlZSIsImlzcyI6ImFwaS1rZXktaXNzdWVyIn0.N33EDNbVcYKA0uq_rvDcyNnAVgpkQxiTtTpoC4mq5Lc",
        ),
        misses=(
            'NEBIUS_API_KEY="' + "XxX0xXX0XxxXXXX0.xxX"
            + 'xxXXxXxX0XxXxXXXxXxX0XXX0XXXxXXX0XXXxXxxxxxX0XxXxxX0xXXxxxXXxxXXxXx0.X0x0-xXxxXx0x0Xx0X00XXx0x0XXXXX-x0X0XxxXx0X"',
            "REVISION=" + "eyJhbGciOiJIUzI1NiIs"
            + "InR5cCI6IkpXVCJ9.eyJzdWIiOiI5ZjNmZGIxNjM2NTQ4YTBhNWE4ZCIsImlzcyI6ImFwaS1rZXktaXNzdWVyIn0.S6c8-bVfdRy7y6My0B80FWy4p0KLXHW-j5J0HlwXe0Q",
        ),
        source="Nebius docs, API keys (JWT)",
        validate=is_jwt,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
