"""Gitee: private tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="gitee-access-token",
        provider="Gitee",
        title="Gitee access token",
        pattern=assigned(r"gitee", r"[0-9a-f]{32}"),
        keywords=("gitee",),
        matches=(
            'GITEE_TOKEN="' + 'c8d156885b3b46f998f1a41a8c850620"',
            "  gitee_token: " + "3b310e4e6fd2b060aaae4eb43c39a9c7",
        ),
        misses=(
            'GITEE_TOKEN="' + 'c8d156885b3b46f998f1a41a8c85062"',
            'GITEE_TOKEN="' + 'x0x000000x0x00x000x0x00x0x000000"',
            "REVISION=" + "c8d156885b3b46f998f1a41a8c850620",
        ),
        source="Gitee API v5 docs",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
