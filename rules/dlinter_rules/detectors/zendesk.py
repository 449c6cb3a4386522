"""Zendesk: API tokens, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="zendesk-api-token",
        provider="Zendesk",
        title="Zendesk API token",
        pattern=assigned(r"zendesk[_.\- ]?(?:api|access|auth|secret)?[_.\- ]?(?:key|token)",
            r"[A-Za-z0-9]{40}"),
        keywords=("zendesk",),
        matches=(
            'ZENDESK_API_TOKEN="' + 'XVXFA5i3PXtnKeWGybjIdN6hYcESVj3W3icHV6KJ"',
            "  zendesk_api_token: " + "0CeOge2IsYHpqNNQKmyKG3kTLEQxnio1RmS7NKgp",
        ),
        misses=(
            'ZENDESK_API_TOKEN="' + 'XVXFA5i3PXtnKeWGybjIdN6hYcESVj3W3icHV"',
            'ZENDESK_API_TOKEN="' + '0000000000000000000000000000000000000000"',
            "REVISION=" + "XVXFA5i3PXtnKeWGybjIdN6hYcESVj3W3icHV6KJ",
        ),
        source="Zendesk developer docs, API token (40 characters)",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
