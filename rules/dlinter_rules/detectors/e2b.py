"""E2B: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="e2b-api-key",
        provider="E2B",
        title="E2B API key",
        pattern=r"e2b_[0-9a-f]{40}",
        keywords=("e2b_",),
        matches=(
            'E2B_API_KEY="e2b_' + '691743c86448616e2c21040ebc0b627335c707f2"',
            "Authorization: Bearer e2b_" + "00cb18682ebc0ed0364d645055385cb3b0f3a13b",
        ),
        misses=(
            'E2B_API_KEY="e2b_' + '691743c86448616e2c21040ebc0b627335c707f"',
            'E2B_API_KEY="e2b_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="E2B docs, API key",
        min_entropy=3.0,
    ),
)
