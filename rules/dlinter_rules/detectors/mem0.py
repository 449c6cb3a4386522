"""Mem0: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mem0-api-key",
        provider="Mem0",
        title="Mem0 API key",
        pattern=r"m0-[A-Za-z0-9]{24,44}",
        keywords=("m0-",),
        matches=(
            'MEM0_API_KEY="m0-' + 'gZ4z4xJLx31DUf7atS3y108oMzGb4vEXvEMy837L"',
            "Authorization: Bearer m0-" + "ThU68fC1TMXVeb5x1qxe39OBXlFvyBFBUO5",
        ),
        misses=(
            'MEM0_API_KEY="m0-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Mem0 docs, API keys",
        validate=_mixed,
        min_entropy=3.0,
    ),
)
