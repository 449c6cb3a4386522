"""Gitea: access tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="gitea-access-token",
        provider="Gitea",
        title="Gitea access token",
        pattern=assigned(r"gitea", r"[0-9a-f]{40}"),
        keywords=("gitea",),
        matches=(
            'GITEA_TOKEN="' + '4f36b00d774911ef00400732253c5d0f8e82a7bc"',
            "  gitea_token: " + "5e4bedcf29a811e197d80b247136d1b482307e1b",
        ),
        misses=(
            'GITEA_TOKEN="' + '4f36b00d774911ef00400732253c5d0f8e82a7b"',
            'GITEA_TOKEN="' + '0x00x00x000000xx00000000000x0x0x0x00x0xx"',
            "REVISION=" + "4f36b00d774911ef00400732253c5d0f8e82a7bc",
        ),
        source="Gitea docs, API usage: generating tokens (SHA-1, 40 digits)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
