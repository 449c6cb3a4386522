"""Dify: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="dify-api-key",
        provider="Dify",
        title="Dify API key",
        pattern=assigned(r"dify", r"(?:app|dataset)-[A-Za-z0-9]{24}"),
        keywords=("dify",),
        matches=(
            'DIFY_API_KEY="' + 'dataset-tYcjmvaukuZ0LsVdDXp4oN32"',
            "  dify_api_key: " + "app-GAEKZBV30Q4OWdMCYmIj4wCk",
        ),
        misses=(
            'DIFY_API_KEY="' + 'dataset-tYcjmvaukuZ0LsVdDXp4oN3"',
            'DIFY_API_KEY="' + 'xxxxxxx-xXxxxxxxxxX0XxXxXXx0xX00"',
            "REVISION=" + "dataset-tYcjmvaukuZ0LsVdDXp4oN32",
        ),
        source="Dify docs, API access",
        min_entropy=3.5,
        security_severity=7.5,
    ),
)
