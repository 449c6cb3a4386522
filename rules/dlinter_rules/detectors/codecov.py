"""Codecov: upload tokens, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="codecov-upload-token",
        provider="Codecov",
        title="Codecov upload token",
        pattern=assigned(r"codecov[_.\- ]?(?:upload[_.\- ]?)?token", _UUID),
        keywords=("codecov",),
        matches=(
            'CODECOV_TOKEN="' + 'aea5776d-a39d-43b6-a37e-4a638d781615"',
            "  codecov_token: " + "5b03dd63-1c7b-499d-8838-fb3a3e982733",
        ),
        misses=(
            'CODECOV_TOKEN="' + 'aea5776d-a39d-43b6-a37e-4a638d781"',
            'CODECOV_TOKEN="' + '00000000-0000-0000-0000-000000000000"',
            "REVISION=" + "aea5776d-a39d-43b6-a37e-4a638d781615",
        ),
        source="Codecov docs, Codecov tokens",
        min_entropy=2.8,
        confidence="medium",
        security_severity=5.0,
    ),
)
