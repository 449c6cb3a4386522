"""Backblaze: application keys of B2."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="backblaze-b2-application-key",
        provider="Backblaze",
        title="Backblaze B2 application key",
        pattern=assigned(r"b2_|backblaze|b2-", r"K00[0-9][A-Za-z0-9/+]{27}"),
        keywords=("b2_", "backblaze", "b2-"),
        matches=(
            'B2_APPLICATION_KEY="' + 'K001aDHzx8mGlJCaYIFrVcUmDEthdQf"',
            "  b2_application_key: " + "K009RXdqCO29nKJ1LVBC9VL1pjgoc1G",
        ),
        misses=(
            'B2_APPLICATION_KEY="' + 'K001aDHzx8mGlJCaYIFrVcUmDEthdQ"',
            'B2_APPLICATION_KEY="' + 'X000xXXxx0xXxXXxXXXxXxXxXXxxxXx"',
            "REVISION=" + "K001aDHzx8mGlJCaYIFrVcUmDEthdQf",
        ),
        source="Backblaze B2 docs, Application keys",
        min_entropy=3.5,
        security_severity=8.5,
    ),
)
