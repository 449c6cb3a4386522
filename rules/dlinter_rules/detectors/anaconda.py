"""Anaconda: API tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="anaconda-token",
        provider="Anaconda",
        title="Anaconda token",
        pattern=assigned(r"anaconda|conda_token|binstar",
            r"[a-z]{2}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("anaconda", "conda_token", "binstar"),
        matches=(
            'ANACONDA_API_TOKEN="' + 'hp-276c0706-5e43-6b4f-8731-1beb9e98671f"',
            "  anaconda_api_token: " + "sb-9b356ae3-cedb-fad0-b0be-ce4020364498",
        ),
        misses=(
            'ANACONDA_API_TOKEN="' + 'hp-276c0706-5e43-6b4f-8731-1beb9e98671"',
            'ANACONDA_API_TOKEN="' + 'xx-000x0000-0x00-0x0x-0000-0xxx0x00000x"',
            "REVISION=" + "hp-276c0706-5e43-6b4f-8731-1beb9e98671f",
        ),
        source="Anaconda docs, anaconda-client: tokens",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
