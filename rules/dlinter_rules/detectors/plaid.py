"""Plaid: secrets and access tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="plaid-secret",
        provider="Plaid",
        title="Plaid secret",
        pattern=assigned(r"plaid", r"[0-9a-f]{30}"),
        keywords=("plaid",),
        matches=(
            'PLAID_SECRET="' + 'e4e93e9af986651a8e0c8f62e3aa35"',
            "  plaid_secret: " + "3c27fb904e340d55b667ed2bef04fb",
        ),
        misses=(
            'PLAID_SECRET="' + 'e4e93e9af986651a8e0c8f62e3aa3"',
            'PLAID_SECRET="' + 'x0x00x0xx000000x0x0x0x00x0xx00"',
            "REVISION=" + "e4e93e9af986651a8e0c8f62e3aa35",
        ),
        source="Plaid docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="plaid-access-token",
        provider="Plaid",
        title="Plaid access token",
        pattern=r"access-(?:production|development)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        keywords=("access-",),
        matches=(
            'PLAID_ACCESS_TOKEN="access-d' + 'evelopment-79968f4e-74e3-32ea-1a41-d910834e70f0"',
            "Authorization: Bearer access-d" + "evelopment-8503d782-0c42-d2db-63eb-8b579e10938c",
        ),
        misses=(
            'PLAID_ACCESS_TOKEN="access-d' + 'evelopment-79968f4e-74e3-32ea-1a41-d910834e70f"',
            'PLAID_ACCESS_TOKEN="access-d' + 'xxxxxxxxxx-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="Plaid docs, Tokens",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="plaid-sandbox-access-token",
        provider="Plaid",
        title="Plaid sandbox access token",
        pattern=r"access-sandbox-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        keywords=("access-sandbox-",),
        matches=(
            'PLAID_ACCESS_TOKEN="access-sandbox-' + '3edeb8f4-7c1e-cea7-d16d-473eb2d04eec"',
            "Authorization: Bearer access-sandbox-" + "e0cdf7e3-898e-e243-5ecb-6ef3fb26e09b",
        ),
        misses=(
            'PLAID_ACCESS_TOKEN="access-sandbox-' + '3edeb8f4-7c1e-cea7-d16d-473eb2d04ee"',
            'PLAID_ACCESS_TOKEN="access-sandbox-' + 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="Plaid docs, Tokens",
        min_entropy=3.0,
        security_severity=3.5,
    ),
)
