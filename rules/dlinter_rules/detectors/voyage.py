"""Voyage AI: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="voyage-api-key",
        provider="Voyage AI",
        title="Voyage AI API key",
        pattern=assigned(r"voyage", r"(?:pa|al)-[A-Za-z0-9_-]{43}"),
        keywords=("voyage",),
        matches=(
            'VOYAGE_API_KEY="' + 'al-' + 'fbpKAZpIn3H7DgzmvbQ1SCgEj4pTqKZNRTNzIrZ0pQw"',
            "  voyage_api_key: " + "al-" + "SVba6BUBYMSzqnnJf4Bs92wyq8AnSo54055RFbUReF4",
        ),
        misses=(
            'VOYAGE_API_KEY="' + 'al-fbpKAZpIn3H7DgzmvbQ1SCgEj4pTqKZNRTNzIrZ0pQ"',
            'VOYAGE_API_KEY="' + 'xx-xxxXXXxXx0X0XxxxxxX0XXxXx0xXxXXXXXXxXxX0xXx"',
            "REVISION=" + "al-" + "fbpKAZpIn3H7DgzmvbQ1SCgEj4pTqKZNRTNzIrZ0pQw",
        ),
        source="Voyage AI docs, API key",
        min_entropy=4.0,
        security_severity=7.5,
    ),
)
