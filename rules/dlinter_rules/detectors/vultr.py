"""Vultr: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=3, lower=0)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="vultr-api-key",
        provider="Vultr",
        title="Vultr API key",
        pattern=assigned(r"vultr", r"[A-Z0-9]{36}|[0-9a-f]{36}"),
        keywords=("vultr",),
        matches=(
            'VULTR_API_KEY="' + 'L9P5MLAYCYNZSIS0TTJ5Z89PNC67F9TZMMAS"',
            "  vultr_api_key: " + "7RXO93DLODM2ZNYM51I75N7FBAGX6NJQIR0X",
        ),
        misses=(
            'VULTR_API_KEY="' + 'L9P5MLAYCYNZSIS0TTJ5Z89PNC67F9TZMMA"',
            'VULTR_API_KEY="' + 'X0X0XXXXXXXXXXX0XXX0X00XXX00X0XXXXXX"',
            "REVISION=" + "L9P5MLAYCYNZSIS0TTJ5Z89PNC67F9TZMMAS",
        ),
        source="Vultr API v2 docs, Authentication",
        validate=_mixed,
        min_entropy=3.4,
        confidence="medium",
        security_severity=9.0,
    ),
)
