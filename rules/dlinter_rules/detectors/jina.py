"""Jina AI: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="jina-api-key",
        provider="Jina AI",
        title="Jina AI API key",
        pattern=r"jina_[A-Za-z0-9_-]{60}",
        keywords=("jina_",),
        matches=(
            'JINA_API_KEY="jina_' + 'gC4MlOYYsrcLPOU4o94SW11jTp4PSZHqWITz9J3FvFn8fAmL0VQDVDfRz6jJ"',
            "Authorization: Bearer jina_" + "TxV8Jil07vabQl31VWNHaiNyGvY2wdHpq3A1JXO5pBshMHsuRa4JGuTg3mX6",
        ),
        misses=(
            'JINA_API_KEY="jina_' + 'gC4MlOYYsrcLPOU4o94SW11jTp4PSZHqWITz9J3FvFn8fAmL0VQDVDfRz6j"',
            'JINA_API_KEY="jina_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Jina AI docs, API keys",
        min_entropy=3.0,
    ),
)
