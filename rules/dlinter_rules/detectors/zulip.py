"""Zulip: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="zulip-api-key",
        provider="Zulip",
        title="Zulip API key",
        pattern=assigned(r"zulip", r"[A-Za-z0-9]{32}"),
        keywords=("zulip",),
        matches=(
            'ZULIP_API_KEY="' + 'OqLJO420wsYybxYCYMTGUWwQzv0qZ1n0"',
            "  zulip_api_key: " + "DNQRWi4X6C9pNn7EEYh79fNwmxCeIIj7",
        ),
        misses=(
            'ZULIP_API_KEY="' + 'OqLJO420wsYybxYCYMTGUWwQzv0qZ1n"',
            'ZULIP_API_KEY="' + 'XxXXX000xxXxxxXXXXXXXXxXxx0xX0x0"',
            "REVISION=" + "OqLJO420wsYybxYCYMTGUWwQzv0qZ1n0",
        ),
        source="Zulip docs, API keys",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
