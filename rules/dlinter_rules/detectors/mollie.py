"""Mollie: API keys and access tokens."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mollie-live-api-key",
        provider="Mollie",
        title="Mollie live API key",
        pattern=r"live_[A-Za-z0-9]{30}",
        keywords=("live_",),
        matches=(
            'MOLLIE_API_KEY="live_' + '7qiqAKtNJPehpxT6xdexR0hRKV2HxP"',
            "Authorization: Bearer live_" + "J7KWnsIPeFPP5zxdriVKo6EHf8a8M2",
        ),
        misses=(
            'MOLLIE_API_KEY="live_' + '7qiqAKtNJPehpxT6xdexR0hRKV2Hx"',
            'MOLLIE_API_KEY="live_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Mollie docs, Authentication",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=9.0,
    ),
    Detector(
        id="mollie-access-token",
        provider="Mollie",
        title="Mollie access token",
        pattern=r"access_[A-Za-z0-9]{40}",
        keywords=("access_",),
        matches=(
            'MOLLIE_TOKEN="access_' + 'm0Dzwl9u5akdOOxnMfDZS0Pb7YQ7Ca09ohhj9IA3"',
            "Authorization: Bearer access_" + "3O5uicb350lXYiSJH8ihw8ZfUF8TcZqUir25JK7Q",
        ),
        misses=(
            'MOLLIE_TOKEN="access_' + 'm0Dzwl9u5akdOOxnMfDZS0Pb7YQ7Ca09ohhj9IA"',
            'MOLLIE_TOKEN="access_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Mollie docs, Authentication",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=8.5,
    ),
)
