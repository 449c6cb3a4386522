"""Courier: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="courier-auth-token",
        provider="Courier",
        title="Courier auth token",
        pattern=r"pk_(?:prod|test)_[A-Z0-9]{28}",
        keywords=("pk_",),
        matches=(
            'COURIER_AUTH_TOKEN="pk_test_' + '75574EBL7MZKACA1W86XDPI1XLJ2"',
            "Authorization: Bearer pk_test_" + "NQ7TII01VPGGF7EBDL30BHR5O7ZQ",
        ),
        misses=(
            'COURIER_AUTH_TOKEN="pk_test_' + '75574EBL7MZKACA1W86XDPI1XLJ"',
            'COURIER_AUTH_TOKEN="pk_test_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Courier docs, Authorization",
        min_entropy=3.0,
        security_severity=7.0,
    ),
)
