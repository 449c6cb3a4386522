"""ClickSend: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="clicksend-api-key",
        provider="ClickSend",
        title="ClickSend API key",
        pattern=assigned(r"clicksend", r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}"),
        keywords=("clicksend",),
        matches=(
            'CLICKSEND_API_KEY="' + 'B7DCEB66-2AC5-260F-4C2E-C1EABBFE3867"',
            "  clicksend_api_key: " + "94AF2521-9AF3-C85F-B868-57A609152A39",
        ),
        misses=(
            'CLICKSEND_API_KEY="' + 'B7DCEB66-2AC5-260F-4C2E-C1EABBFE386"',
            'CLICKSEND_API_KEY="' + 'X0XXXX00-0XX0-000X-0X0X-X0XXXXXX0000"',
            "REVISION=" + "B7DCEB66-2AC5-260F-4C2E-C1EABBFE3867",
        ),
        source="ClickSend docs, Authentication",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
