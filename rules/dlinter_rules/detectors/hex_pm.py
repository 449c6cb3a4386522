"""Hex: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="hex-api-key",
        provider="Hex",
        title="Hex API key",
        pattern=assigned(r"hex_api_key|hexpm|hex_repos_key", r"[0-9a-f]{32}"),
        keywords=("hex_api_key", "hexpm", "hex_repos_key"),
        matches=(
            'HEX_API_KEY="' + 'ad03d4e2b4451a8d4a2794a2679299bb"',
            "  hex_api_key: " + "9e70d07cb650c1254f2a5f8f50787b22",
        ),
        misses=(
            'HEX_API_KEY="' + 'ad03d4e2b4451a8d4a2794a2679299b"',
            'HEX_API_KEY="' + 'xx00x0x0x0000x0x0x0000x0000000xx"',
            "REVISION=" + "ad03d4e2b4451a8d4a2794a2679299bb",
        ),
        source="Hex docs, mix hex.user key",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
