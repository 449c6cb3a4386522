"""Contentful: personal access tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="contentful-personal-access-token",
        provider="Contentful",
        title="Contentful personal access token",
        pattern=r"CFPAT-[A-Za-z0-9_-]{43}",
        keywords=("cfpat-",),
        matches=(
            'CONTENTFUL_TOKEN="CFPAT-' + 'PaZrMUqTP3bUKdVBn7oY7c7i03siaijtqw2xaE6rjRX"',
            "Authorization: Bearer CFPAT-" + "ZZ9ZtbsR8yDQqEqKIvNtlUvp4U6pzvSp83ySQqb3AVT",
        ),
        misses=(
            'CONTENTFUL_TOKEN="CFPAT-' + 'PaZrMUqTP3bUKdVBn7oY7"',
            'CONTENTFUL_TOKEN="CFPAT-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Contentful docs, Content Management API, personal access tokens",
        min_entropy=3.8,
        security_severity=7.5,
    ),
)
