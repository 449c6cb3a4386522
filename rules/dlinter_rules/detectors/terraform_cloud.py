"""HCP Terraform and Terraform Enterprise: API tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="terraform-cloud-token",
        provider="HCP Terraform",
        title="HCP Terraform API token",
        pattern=r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}",
        keywords=(".atlasv1.",),
        matches=(
            'TFE_TOKEN="Boyve0tRSQ7GjI'
            + '.atlasv1.8S6JFeitD2rgKrRJ8o73EOKiL9tRRMyvl9K2DrkcqSDVVsXc2vjOwZLywyYKK"',
            "Authorization: Bearer cIUUBtx9TgBpRZ"
            + ".atlasv1.j19p0wMUkIVTIc8OVCszHU3JWfR3smgXbQBvSpAvGhUuddGz4AMMbpjIQZKW",
        ),
        misses=(
            'TFE_TOKEN="Boyve0tRSQ7GjI'
            + '.xxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="HCP Terraform docs, API tokens",
        min_entropy=3.0,
        security_severity=9.0,
    ),
)
