"""Hume: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="hume-api-key",
        provider="Hume",
        title="Hume API key",
        pattern=assigned(r"hume_api|hume_key|hume_secret", r"[A-Za-z0-9]{48,64}"),
        keywords=("hume_api", "hume_key", "hume_secret"),
        matches=(
            'HUME_API_KEY="' + '75oXUONbUmZVVI8e6Hin2cyc3cb7W08PbHJw9EWOCNQzb20efmxhiqEPgCV24rj"',
            "  hume_api_key: " + "oGtVnY9NLwY0dvqRCreqfUBIZk6DXIzlDvETuAt9SdKjYKuRgFwp0ZXAXCqDQ67",
        ),
        misses=(
            'HUME_API_KEY="' + '00xXXXXxXxXXXX0x0Xxx0xxx0xx0X00XxXXx0XXXXXXxx00xxxxxxxXXxXX00xx"',
            "REVISION=" + "75oXUONbUmZVVI8e6Hin2cyc3cb7W08PbHJw9EWOCNQzb20efmxhiqEPgCV24rj",
        ),
        source="Hume docs, API keys",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
