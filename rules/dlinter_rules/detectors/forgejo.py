"""Forgejo: access tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="forgejo-access-token",
        provider="Forgejo",
        title="Forgejo access token",
        pattern=assigned(r"forgejo|codeberg", r"[0-9a-f]{40}"),
        keywords=("forgejo", "codeberg"),
        matches=(
            'FORGEJO_TOKEN="' + 'b769b1024e3bfaa3df816683ecf3ab9c21099667"',
            "  forgejo_token: " + "c9c08f514433b13731870c8b388f4e8b42d5b61c",
        ),
        misses=(
            'FORGEJO_TOKEN="' + 'b769b1024e3bfaa3df816683ecf3ab9c2109966"',
            'FORGEJO_TOKEN="' + 'x000x0000x0xxxx0xx000000xxx0xx0x00000000"',
            "REVISION=" + "b769b1024e3bfaa3df816683ecf3ab9c21099667",
        ),
        source="Forgejo docs, API usage: generating tokens (SHA-1, 40 digits)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
