"""Vonage (Nexmo): API secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=1, upper=1)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="vonage-api-secret",
        provider="Vonage",
        title="Vonage API secret",
        pattern=assigned(r"vonage_api_secret|nexmo_api_secret|vonage_secret|nexmo_secret",
            r"[A-Za-z0-9]{16}"),
        keywords=("vonage_api_secret", "nexmo_api_secret", "vonage_secret", "nexmo_secret"),
        matches=(
            'VONAGE_API_SECRET="' + 'hGbx2xk3x7YKFf2y"',
            "  vonage_api_secret: " + "2Ozaq2wO0CBNGPU7",
        ),
        misses=(
            'VONAGE_API_SECRET="' + 'hGbx2xk3x7YKFf2"',
            'VONAGE_API_SECRET="' + 'xXxx0xx0x0XXXx0x"',
            "REVISION=" + "hGbx2xk3x7YKFf2y",
        ),
        source="Vonage docs, Authentication",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
