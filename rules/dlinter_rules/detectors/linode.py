"""Linode (Akamai cloud): personal access tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="linode-personal-access-token",
        provider="Linode",
        title="Linode personal access token",
        pattern=assigned(r"linode", r"[0-9a-f]{64}"),
        keywords=("linode",),
        matches=(
            'LINODE_TOKEN="' + 'f597423fdeec77a9718c215e796590e5588b23ec91e54d1aff66cbdd0d2c50c0"',
            "  linode_token: " + "24ab5730f0ce74a4cb838e56fc62c5dec56504b3b8711645d7fa9a8a81b193b3",
        ),
        misses=(
            'LINODE_TOKEN="' + 'f597423fdeec77a9718c215e796590e5588b23ec91e54d1aff66cbdd0d2c50c"',
            'LINODE_TOKEN="' + 'x000000xxxxx00x0000x000x000000x0000x00xx00x00x0xxx00xxxx0x0x00x0"',
            "REVISION=" + "f597423fdeec77a9718c215e796590e5588b23ec91e54d1aff66cbdd0d2c50c0",
        ),
        source="Linode API docs, Personal access tokens",
        min_entropy=3.0,
        confidence="medium",
        security_severity=9.0,
    ),
)
