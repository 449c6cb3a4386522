"""Bugsnag: API keys, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="bugsnag-api-key",
        provider="Bugsnag",
        title="Bugsnag API key",
        pattern=assigned(r"bugsnag[_.\- ]?api[_.\- ]?key", r"[0-9a-f]{32}"),
        keywords=("bugsnag",),
        matches=(
            'BUGSNAG_API_KEY="' + '87fb0c4ff1c866f5ce6ccbab25663c0f"',
            "  bugsnag_api_key: " + "046cd25e42fe983859b42c84dd5e6726",
        ),
        misses=(
            'BUGSNAG_API_KEY="' + '87fb0c4ff1c866f5ce6ccbab25663"',
            'BUGSNAG_API_KEY="' + '00000000000000000000000000000000"',
            "REVISION=" + "87fb0c4ff1c866f5ce6ccbab25663c0f",
        ),
        source="Bugsnag docs, API key (32 hexadecimal digits)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=3.0,
    ),
)
