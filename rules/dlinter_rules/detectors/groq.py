"""Groq: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="groq-api-key",
        provider="Groq",
        title="Groq API key",
        pattern=r"gsk_[A-Za-z0-9]{52}",
        keywords=("gsk_",),
        matches=(
            'GROQ_API_KEY="gsk_' + 'XY4s30LE0xUfAOCIPMwRtytbgipD42N3HpQ63uNN8LElgAKj3i1j"',
            "Authorization: Bearer gsk_" + "xfCtMNW0vS4ipeFEw9wVpt3DhNqAkbqZw7AQA2EScdDBLhqAzmy2",
        ),
        misses=(
            'GROQ_API_KEY="gsk_' + 'XY4s30LE0xUfAOCIPMwRtytbgipD42N3HpQ63uNN8LElgAKj3i1"',
            'GROQ_API_KEY="gsk_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Groq docs, API keys",
        validate=_mixed,
        min_entropy=3.0,
    ),
)
