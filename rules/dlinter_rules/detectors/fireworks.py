"""Fireworks AI: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="fireworks-api-key",
        provider="Fireworks AI",
        title="Fireworks AI API key",
        pattern=r"fw_[A-Za-z0-9]{22,24}",
        keywords=("fw_",),
        matches=(
            'FIREWORKS_API_KEY="fw_' + 'CdnEzoguiRvzR611Wr5DRH"',
            "Authorization: Bearer fw_" + "jyiyl6HHN3zuaOPYg0Lh1t5V",
        ),
        misses=(
            'FIREWORKS_API_KEY="fw_' + 'CdnEzoguiRvzR611Wr5DR"',
            'FIREWORKS_API_KEY="fw_' + 'xxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Fireworks docs, API keys",
        validate=_mixed,
        min_entropy=3.5,
    ),
)
