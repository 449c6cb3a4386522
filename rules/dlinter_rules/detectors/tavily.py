"""Tavily: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="tavily-api-key",
        provider="Tavily",
        title="Tavily API key",
        pattern=r"tvly-(?:(?:dev|prod)-)?[A-Za-z0-9-]{32,52}",
        keywords=("tvly-",),
        matches=(
            'TAVILY_API_KEY="tvly-' + 'MLye5hyAslJdo3W1opsVjjfSt9wq8zeolYBxY74"',
            "Authorization: Bearer tvly-" + "prod-PfGySX0GNMGevnCTp4kEwQbbwVG6EzRz3AINitn",
        ),
        misses=(
            'TAVILY_API_KEY="tvly-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Tavily docs, API keys",
        validate=_mixed,
        min_entropy=3.0,
    ),
)
