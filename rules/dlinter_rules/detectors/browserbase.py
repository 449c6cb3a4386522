"""Browserbase: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="browserbase-api-key",
        provider="Browserbase",
        title="Browserbase API key",
        pattern=r"bb_live_[A-Za-z0-9_-]{24,40}",
        keywords=("bb_live_",),
        matches=(
            'BROWSERBASE_API_KEY="bb_live_' + 'g8mO3uQ4LAxRqNm7LSyc5UMRnB4"',
            "Authorization: Bearer bb_live_" + "2GMuildckJ361pBqyWfDTyDINkITXqmcEjO17",
        ),
        misses=(
            'BROWSERBASE_API_KEY="bb_live_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Browserbase docs, API keys",
        min_entropy=3.5,
    ),
)
