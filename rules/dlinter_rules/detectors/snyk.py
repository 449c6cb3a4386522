"""Snyk: API tokens, told by their names."""

from __future__ import annotations

from dlinter.detector import Detector
from dlinter.model.assignment import assigned

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="snyk-api-token",
        provider="Snyk",
        title="Snyk API token",
        pattern=assigned(r"snyk[_.\- ]?(?:api|auth|oauth|cfg)?[_.\- ]?(?:token|key|api)", _UUID),
        keywords=("snyk",),
        matches=(
            'SNYK_TOKEN="' + '4f552b9b-1abe-4131-b97c-4dfde4d13a89"',
            "  snyk_token: " + "d4e70e9b-291e-47f3-b77d-77ea3f3bc880",
        ),
        misses=(
            'SNYK_TOKEN="' + '4f552b9b-1abe-4131-b97c-4dfde4d13"',
            'SNYK_TOKEN="' + '00000000-0000-0000-0000-000000000000"',
            "REVISION=" + "4f552b9b-1abe-4131-b97c-4dfde4d13a89",
        ),
        source="Snyk docs, Authentication for API (a UUID)",
        min_entropy=2.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
