"""Figma: personal access tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="figma-personal-access-token",
        provider="Figma",
        title="Figma personal access token",
        pattern=r"figd_[A-Za-z0-9_-]{40}",
        keywords=("figd_",),
        matches=(
            'FIGMA_TOKEN="figd_' + 'kwB0WboQB2pIl2HS0k16GARQqnnGGDpRnWO9skLz"',
            "Authorization: Bearer figd_" + "HOKLa1dWMfYXAOwPQ3T1bTwgvwSXHgdwozKjqyBC",
        ),
        misses=(
            'FIGMA_TOKEN="figd_' + 'kwB0WboQB2pIl2HS0k16"',
            'FIGMA_TOKEN="figd_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Figma developer docs, Access tokens",
        min_entropy=3.8,
        security_severity=7.0,
    ),
)
