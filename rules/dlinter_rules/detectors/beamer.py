"""Beamer: API keys, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="beamer-api-key",
        provider="Beamer",
        title="Beamer API key",
        pattern=assigned(r"beamer", r"b_[A-Za-z0-9=_/+-]{44}"),
        keywords=("beamer",),
        matches=(
            'BEAMER_API_KEY="' + 'b_YedDmjQ1GzVmS6OJCbpauEzGmrsh8ap2EgJOyZof8n3H"',
            "  beamer_api_key: " + "b_aykF8bMI5xFUqWY1t0YaFzzJn6BRoekOzOCoHh39Mssq",
        ),
        misses=(
            'BEAMER_API_KEY="' + 'b_YedDmjQ1GzVmS6OJCbpauEzGmrsh8ap2EgJOyZof8"',
            'BEAMER_API_KEY="' + '0_00000000000000000000000000000000000000000000"',
            "REVISION=" + "b_YedDmjQ1GzVmS6OJCbpauEzGmrsh8ap2EgJOyZof8n3H",
        ),
        source="Beamer docs, API",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=6.0,
    ),
)
