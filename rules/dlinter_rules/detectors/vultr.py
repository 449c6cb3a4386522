"""Vultr: API keys."""

from __future__ import annotations

from dlinter.detector import Detector
from dlinter.model.assignment import assigned
from dlinter.model.checksums import mixes


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=0, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="vultr-api-key",
        provider="Vultr",
        title="Vultr API key",
        pattern=assigned(r"vultr", r"[A-Z0-9]{36}"),
        keywords=("vultr",),
        matches=(
            'VULTR_API_KEY="' + 'PL9P5MLAYCYNZSIS0TTJ5Z89PNC67F9TZMMA"',
            "  vultr_api_key: " + "1PRXO93DLODM2ZNYM51I75N7FBAGX6NJQIR0",
        ),
        misses=(
            'VULTR_API_KEY="' + 'PL9P5MLAYCYNZSIS0TTJ5Z89PNC67F9TZMM"',
            'VULTR_API_KEY="' + 'XX0X0XXXXXXXXXXX0XXX0X00XXX00X0XXXXX"',
            "REVISION=" + "PL9P5MLAYCYNZSIS0TTJ5Z89PNC67F9TZMMA",
        ),
        source="Vultr API v2 docs, Authentication",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        security_severity=9.0,
    ),
)
