"""Alchemy: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="alchemy-auth-token",
        provider="Alchemy",
        title="Alchemy API key",
        pattern=assigned(r"alchemy", r"[A-Za-z0-9_-]{32}"),
        keywords=("alchemy",),
        matches=(
            'ALCHEMY_API_KEY="' + 'vd0mGl7TnmU5GQNLdum9PALhL5RUwm3g"',
            "  alchemy_api_key: " + "3ezFITtR6AueZIWVxvuZCvH8eKDWOMbE",
        ),
        misses=(
            'ALCHEMY_API_KEY="' + 'vd0mGl7TnmU5GQNLdum9PALhL5RUwm3"',
            'ALCHEMY_API_KEY="' + 'xx0xXx0XxxX0XXXXxxx0XXXxX0XXxx0x"',
            "REVISION=" + "vd0mGl7TnmU5GQNLdum9PALhL5RUwm3g",
        ),
        source="Alchemy docs, API keys",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=6.0,
    ),
)
