"""Algolia: admin and write keys, told by their names (search keys are public)."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="algolia-admin-api-key",
        provider="Algolia",
        title="Algolia admin API key",
        pattern=assigned(r"algolia[_.\- ]?(?:search[_.\- ]?)?(?:admin|write)[_.\- ]?(?:api[_.\- ]?)?key",
            r"[0-9a-f]{32}"),
        keywords=("algolia",),
        matches=(
            'ALGOLIA_ADMIN_KEY="' + '4c888c0c33c041e72ff95cbf2691b6ac"',
            "  algolia_admin_key: " + "f20859edd88555c23fac171d8ea47529",
        ),
        misses=(
            'ALGOLIA_ADMIN_KEY="' + '4c888c0c33c041e72ff95cbf2691b"',
            'ALGOLIA_ADMIN_KEY="' + '00000000000000000000000000000000"',
            "REVISION=" + "4c888c0c33c041e72ff95cbf2691b6ac",
        ),
        source="Algolia docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
