"""Mailjet: API and secret keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mailjet-secret-key",
        provider="Mailjet",
        title="Mailjet secret key",
        pattern=assigned(r"mailjet_secret|mj_apikey_private|mailjet_api_secret|mailjet", r"[0-9a-f]{32}"),
        keywords=("mailjet_secret", "mj_apikey_private", "mailjet_api_secret", "mailjet"),
        matches=(
            'MJ_APIKEY_PRIVATE="' + 'ae8582858962dfeb12195ca8db9d67a5"',
            "  mj_apikey_private: " + "699f2236f5c56c60e4998fc7c100cca7",
        ),
        misses=(
            'MJ_APIKEY_PRIVATE="' + 'ae8582858962dfeb12195ca8db9d67a"',
            'MJ_APIKEY_PRIVATE="' + 'xx0000000000xxxx00000xx0xx0x00x0"',
            "REVISION=" + "ae8582858962dfeb12195ca8db9d67a5",
        ),
        source="Mailjet docs, Authentication",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
