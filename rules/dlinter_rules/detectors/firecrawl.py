"""Firecrawl: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="firecrawl-api-key",
        provider="Firecrawl",
        title="Firecrawl API key",
        pattern=r"fc-[0-9a-f]{32}",
        keywords=("fc-",),
        matches=(
            'FIRECRAWL_API_KEY="fc-' + 'a331cff432e1db0e127710d590f7ee3b"',
            "Authorization: Bearer fc-" + "ad0e745d067058ee2ad92f5624dc7847",
        ),
        misses=(
            'FIRECRAWL_API_KEY="fc-' + 'a331cff432e1db0e127710d590f7ee3"',
            'FIRECRAWL_API_KEY="fc-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Firecrawl docs, API keys",
        min_entropy=3.0,
    ),
)
