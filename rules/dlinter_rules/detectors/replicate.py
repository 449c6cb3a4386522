"""Replicate: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="replicate-api-token",
        provider="Replicate",
        title="Replicate API token",
        pattern=r"r8_[A-Za-z0-9]{37}",
        keywords=("r8_",),
        matches=(
            'REPLICATE_API_TOKEN="r8_' + 'oLuNkTdIchpideTlAzmXSFY5M3fTsXbstI8nh"',
            "Authorization: Bearer r8_" + "EjYkg90bBxAuEuYsoabJgM58X3EIerWfH5Bts",
        ),
        misses=(
            'REPLICATE_API_TOKEN="r8_' + 'oLuNkTdIchpideTlAzmXSFY5M3fTsXbstI8n"',
            'REPLICATE_API_TOKEN="r8_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Replicate docs, API tokens (r8_ and 37 characters)",
        validate=_mixed,
        min_entropy=3.0,
    ),
)
