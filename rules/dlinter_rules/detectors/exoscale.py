"""Exoscale: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="exoscale-api-key",
        provider="Exoscale",
        title="Exoscale API key",
        pattern=r"EXO[0-9a-f]{24}",
        keywords=("exo",),
        matches=(
            'EXOSCALE_API_KEY="EXO' + '071c162387dd73c0cfbf40be"',
            "key: EXO" + "a33a34e35eb6c67ac4cce195",
        ),
        misses=(
            'EXOSCALE_API_KEY="EXO' + '071c162387dd73c0cfbf40b"',
            'EXOSCALE_API_KEY="EXO' + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Exoscale docs, API keys",
        min_entropy=3.0,
        security_severity=4.5,
        pair="exoscale-api-secret",
    ),
    Detector(
        id="exoscale-api-secret",
        provider="Exoscale",
        title="Exoscale API secret",
        pattern=assigned(r"exoscale", r"[A-Za-z0-9_-]{43}"),
        keywords=("exoscale",),
        matches=(
            'EXOSCALE_API_SECRET="' + '6fwqmu7Y8Us7VDJs2edKSryUdH7qbRCjLVCxfxuyTt0"',
            "  exoscale_api_secret: " + "KxkIYn6Ce1fHQIt2ZjuULt97FP4NAMmIh3qYROZ8Fnn",
        ),
        misses=(
            'EXOSCALE_API_SECRET="' + '6fwqmu7Y8Us7VDJs2edKSryUdH7qbRCjLVCxfxuyTt"',
            'EXOSCALE_API_SECRET="' + '0xxxxx0X0Xx0XXXx0xxXXxxXxX0xxXXxXXXxxxxxXx0"',
            "REVISION=" + "6fwqmu7Y8Us7VDJs2edKSryUdH7qbRCjLVCxfxuyTt0",
        ),
        source="Exoscale docs, API keys",
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.5,
        pair="exoscale-api-key",
    ),
)
