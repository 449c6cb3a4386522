"""Ably: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="ably-api-key",
        provider="Ably",
        title="Ably API key",
        pattern=assigned(r"ably", r"[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{6}:[A-Za-z0-9_-]{43}"),
        keywords=("ably",),
        matches=(
            'ABLY_API_KEY="' + '16iULS.We1LsY:P5yfAneQJmw9h7SzVuWctSlG2ofovyCI44Pai4jtKsU"',
            "  ably_api_key: " + "FPRdbJ.piOtAS:XmVB5u249DIEzyCcaW9HA9GhYqEftiwMDBR5ELpwjlm",
        ),
        misses=(
            'ABLY_API_KEY="' + '16iULS.We1LsY:P5yfAneQJmw9h7SzVuWctSlG2ofovyCI44Pai4jtKs"',
            'ABLY_API_KEY="' + '00xXXX.Xx0XxX:X0xxXxxXXxx0x0XxXxXxxXxX0xxxxxXX00Xxx0xxXxX"',
            "REVISION=" + "16iULS.We1LsY:P5yfAneQJmw9h7SzVuWctSlG2ofovyCI44Pai4jtKsU",
        ),
        source="Ably docs, API keys",
        min_entropy=4.0,
        security_severity=7.5,
    ),
)
