"""Amplitude: secret keys, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="amplitude-secret-key",
        provider="Amplitude",
        title="Amplitude secret key",
        pattern=assigned(r"amplitude[_.\- ]?(?:api[_.\- ]?)?secret(?:[_.\- ]?key)?", r"[0-9a-f]{32}"),
        keywords=("amplitude",),
        matches=(
            'AMPLITUDE_SECRET_KEY="' + '8f02a23b31a3816d4b7f12ce332515b0"',
            "  amplitude_secret_key: " + "58bf2b639579faceafd4bb71befc2b03",
        ),
        misses=(
            'AMPLITUDE_SECRET_KEY="' + '8f02a23b31a3816d4b7f12ce33251"',
            'AMPLITUDE_SECRET_KEY="' + '00000000000000000000000000000000"',
            "REVISION=" + "8f02a23b31a3816d4b7f12ce332515b0",
        ),
        source="Amplitude docs, Find your API credentials",
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.5,
    ),
)
