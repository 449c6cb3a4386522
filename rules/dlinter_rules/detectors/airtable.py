"""Airtable: personal access tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="airtable-personal-access-token",
        provider="Airtable",
        title="Airtable personal access token",
        pattern=r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}",
        keywords=("pat",),
        matches=(
            'AIRTABLE_TOKEN="pat'
            + 'RHlkcpIoJMLZ57.8d7ca747d2a3604ddf50c305cbed6dc0240d828f3d2e18d1861916c02010aabc"',
            "Authorization: Bearer pat"
            + "qj86tiB6vtX80L.33801c028059e060dd55a9a4f47f94fa3704897c514cd4db38e4857a307063a6",
        ),
        misses=(
            'AIRTABLE_TOKEN="pat' + 'RHlkcpIoJMLZ57.8d7ca747d2a3604ddf50c305"',
            'AIRTABLE_TOKEN="pat'
            + 'xxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Airtable developer docs, Personal access tokens",
        min_entropy=3.5,
        security_severity=7.5,
    ),
)
