"""Intercom: access tokens."""

from __future__ import annotations

from dlinter.detectors.checksums import decode_base64
from dlinter.detectors.detector import Detector


def _tok(secret: str) -> bool:
    data = decode_base64(secret)
    return data is not None and data.startswith(b"tok:") and data.count(b":") == 3


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="intercom-access-token",
        provider="Intercom",
        title="Intercom access token",
        pattern=r"dG9rO[A-Za-z0-9+/]{40,80}={0,2}",
        keywords=("dg9ro",),
        matches=(
            'INTERCOM_TOKEN="dG9rO' + 'mQxMzc0NTM3X2NhOWFfY2E4MV9hNTMxXzZhODMxZjlmMWI0ODoxOjA="',
            "Authorization: Bearer dG9rO" + "jdjYjQ0MjE4XzM5ZjlfODRhZV9jY2RkXzM2ZmE4YzM5NmY3ODoxOjA=",
        ),
        misses=(
            'INTERCOM_TOKEN="dG9rO' + 'mQxMzc0NTM3X2NhOWFfY2E4MV9h"',
            'INTERCOM_TOKEN="dG9rO' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx="',
        ),
        source="Intercom developer docs, Authentication (base64 of tok:…)",
        validate=_tok,
        min_entropy=3.5,
        security_severity=7.5,
    ),
)
