"""Comet: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="comet-api-key",
        provider="Comet",
        title="Comet API key",
        pattern=assigned(r"comet", r"[A-Za-z0-9]{25}"),
        keywords=("comet",),
        matches=(
            'COMET_API_KEY="' + 'NSnuchTYTC40FczTaR51Z7XwQ"',
            "  comet_api_key: " + "roySsOMfhT0BNxwtHS1qxjNkL",
        ),
        misses=(
            'COMET_API_KEY="' + 'NSnuchTYTC40FczTaR51Z7Xw"',
            'COMET_API_KEY="' + 'XXxxxxXXXX00XxxXxX00X0XxX"',
            "REVISION=" + "NSnuchTYTC40FczTaR51Z7XwQ",
        ),
        source="Comet docs, API key (25 characters)",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=7.5,
    ),
)
