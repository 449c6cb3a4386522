"""Sentry: personal auth tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="sentry-personal-auth-token",
        provider="Sentry",
        title="Sentry personal auth token",
        pattern=r"sntryu_[0-9a-f]{64}",
        keywords=("sntryu_",),
        matches=(
            'SENTRY_AUTH_TOKEN="sntryu_'
            + '7e255f937b595d877f055e03ddef63d1ed47d5df7bbdfdeaa6e8ffc512cdc7e7"',
            "Authorization: Bearer sntryu_"
            + "91b08ff4a58db7aed0a0b0be3c6f30548b1780b25e4d025650e63ca71b0291a2",
        ),
        misses=(
            'SENTRY_AUTH_TOKEN="sntryu_' + '7e255f937b595d877f055e03ddef63d1ed47d5df7bbdfdeaa6e8ffc512cdc7e"',
            'SENTRY_AUTH_TOKEN="sntryu_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Sentry docs, Token and credential formats",
        min_entropy=3.0,
        security_severity=8.0,
    ),
)
