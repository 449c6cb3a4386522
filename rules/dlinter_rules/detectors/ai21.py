"""AI21: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="ai21-api-key",
        provider="AI21",
        title="AI21 API key",
        pattern=assigned(r"ai21",
            r"(?:[A-Za-z0-9]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"),
        keywords=("ai21",),
        matches=(
            'AI21_API_KEY="' + 'c5kc6H1OBuBPN9fqxV4lTj5mm3K66y1w"',
            "  ai21_api_key: " + "735c7e0f-358c-b914-2c18-7a64c129e3a8",
        ),
        misses=(
            'AI21_API_KEY="' + 'c5kc6H1OBuBPN9fqxV4lTj5mm3K66y1"',
            'AI21_API_KEY="' + 'x0xx0X0XXxXXX0xxxX0xXx0xx0X00x0x"',
            "REVISION=" + "c5kc6H1OBuBPN9fqxV4lTj5mm3K66y1w",
        ),
        source="AI21 docs, API keys",
        validate=_mixed,
        min_entropy=3.3,
        confidence="medium",
        security_severity=7.5,
    ),
)
