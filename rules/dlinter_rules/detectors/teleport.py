"""Teleport: join tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="teleport-join-token",
        provider="Teleport",
        title="Teleport join token",
        pattern=assigned(r"teleport", r"[0-9a-f]{32}"),
        keywords=("teleport",),
        matches=(
            'TELEPORT_TOKEN="' + 'b5f9859e39abb9c668281e3e86b88130"',
            "  teleport_token: " + "02bea81cbd6b796678572749dd96e41d",
        ),
        misses=(
            'TELEPORT_TOKEN="' + 'b5f9859e39abb9c668281e3e86b8813"',
            'TELEPORT_TOKEN="' + 'x0x0000x00xxx0x000000x0x00x00000"',
            "REVISION=" + "b5f9859e39abb9c668281e3e86b88130",
        ),
        source="Teleport docs, Join services with a secure token",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.0,
    ),
)
