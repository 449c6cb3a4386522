"""Cerebras: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cerebras-api-key",
        provider="Cerebras",
        title="Cerebras API key",
        pattern=r"csk-[a-z0-9]{48}",
        keywords=("csk-",),
        matches=(
            'CEREBRAS_API_KEY="csk-' + 'goxhps669iyhkd26nyv2z6r0cgydjyqr7zhgxu62omedptfb"',
            "Authorization: Bearer csk-" + "awhse81c8s44y2cke0sre0vb5n0vq76g19sau5zbxbxddbjv",
        ),
        misses=(
            'CEREBRAS_API_KEY="csk-' + 'goxhps669iyhkd26nyv2z6r0cgydjyqr7zhgxu62omedptf"',
            'CEREBRAS_API_KEY="csk-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Cerebras inference docs, API keys",
        min_entropy=3.8,
    ),
)
