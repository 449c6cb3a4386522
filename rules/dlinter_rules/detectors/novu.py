"""Novu: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="novu-secret-key",
        provider="Novu",
        title="Novu secret key",
        pattern=assigned(r"novu", r"[0-9a-f]{32}"),
        keywords=("novu",),
        matches=(
            'NOVU_SECRET_KEY="' + 'fe3d95af2da3dbd3c13e243fd33dd133"',
            "  novu_secret_key: " + "0ec889465da71de55a7da09b65a6708c",
        ),
        misses=(
            'NOVU_SECRET_KEY="' + 'fe3d95af2da3dbd3c13e243fd33dd13"',
            'NOVU_SECRET_KEY="' + 'xx0x00xx0xx0xxx0x00x000xx00xx000"',
            "REVISION=" + "fe3d95af2da3dbd3c13e243fd33dd133",
        ),
        source="Novu docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
