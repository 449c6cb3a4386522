"""Strava: client secrets and tokens, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="strava-secret",
        provider="Strava",
        title="Strava client secret or token",
        pattern=assigned(r"strava[_.\- ]?(?:api|client|access|refresh)?[_.\- ]?(?:secret|token)",
            r"[0-9a-f]{40}"),
        keywords=("strava",),
        matches=(
            'STRAVA_CLIENT_SECRET="' + 'f587d4b5e65d025d1895b7c03854115787b666b5"',
            "  strava_client_secret: " + "0f3c557412d431a8421205649b8209b61b5d5308",
        ),
        misses=(
            'STRAVA_CLIENT_SECRET="' + 'f587d4b5e65d025d1895b7c03854115787b66"',
            'STRAVA_CLIENT_SECRET="' + '0000000000000000000000000000000000000000"',
            "REVISION=" + "f587d4b5e65d025d1895b7c03854115787b666b5",
        ),
        source="Strava developer docs, Authentication",
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.0,
    ),
)
