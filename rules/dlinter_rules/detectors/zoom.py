"""Zoom: OAuth client secrets, webhook tokens, SDK secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="zoom-client-secret",
        provider="Zoom",
        title="Zoom OAuth client secret",
        pattern=assigned(r"zoom_client_secret|zoom_secret|zoom_oauth", r"[A-Za-z0-9]{32}"),
        keywords=("zoom_client_secret", "zoom_secret", "zoom_oauth"),
        matches=(
            'ZOOM_CLIENT_SECRET="' + '7DTAwrmpuQd5AZC0rXXyUAAPdA5iJuj5"',
            "  zoom_client_secret: " + "VHU2qsQ5JjAmVb9kLaOQ9TN2BPvYxtuX",
        ),
        misses=(
            'ZOOM_CLIENT_SECRET="' + '7DTAwrmpuQd5AZC0rXXyUAAPdA5iJuj"',
            'ZOOM_CLIENT_SECRET="' + '0XXXxxxxxXx0XXX0xXXxXXXXxX0xXxx0"',
            "REVISION=" + "7DTAwrmpuQd5AZC0rXXyUAAPdA5iJuj5",
        ),
        source="Zoom docs, OAuth apps",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="zoom-webhook-secret-token",
        provider="Zoom",
        title="Zoom webhook secret token",
        pattern=assigned(r"zoom_webhook|zoom_verification", r"[A-Za-z0-9_-]{22}"),
        keywords=("zoom_webhook", "zoom_verification"),
        matches=(
            'ZOOM_WEBHOOK_SECRET_TOKEN="' + 'MelMWyGabxOA8kuAvG01pa"',
            "  zoom_webhook_secret_token: " + "Yf0rUBATT5zITSxZDDwiKR",
        ),
        misses=(
            'ZOOM_WEBHOOK_SECRET_TOKEN="' + 'MelMWyGabxOA8kuAvG01p"',
            'ZOOM_WEBHOOK_SECRET_TOKEN="' + 'XxxXXxXxxxXX0xxXxX00xx"',
            "REVISION=" + "MelMWyGabxOA8kuAvG01pa",
        ),
        source="Zoom docs, Using webhooks",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=5.0,
    ),
)
