"""Cursor: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cursor-api-key",
        provider="Cursor",
        title="Cursor API key",
        pattern=r"(?:key|crsr)_[0-9a-f]{64}",
        keywords=("key_", "crsr_"),
        matches=(
            'CURSOR_API_KEY="key_' + 'e49827f7946b39d8aa36c114112c71d7dbc9c8f46c4a22f6fbe6a64804dd27a2"',
            "Authorization: Bearer key_" + "2f3774a7897d3fc3f0b15b98545fd4ad98e9837941c8c3dd37e466530f624be2",
        ),
        misses=(
            'CURSOR_API_KEY="key_' + 'e49827f7946b39d8aa36c114112c71d7dbc9c8f46c4a22f6fbe6a64804dd27a"',
            'CURSOR_API_KEY="key_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Cursor docs, API keys",
        min_entropy=3.0,
    ),
)
