"""Pushover: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="pushover-token",
        provider="Pushover",
        title="Pushover application token",
        pattern=assigned(r"pushover", r"[a-z0-9]{30}"),
        keywords=("pushover",),
        matches=(
            'PUSHOVER_TOKEN="' + 'i0n5lc4nfltsy0kqlnq889cpa1491v"',
            "  pushover_token: " + "6mpankh3kuypo7fs90usahuois9vbm",
        ),
        misses=(
            'PUSHOVER_TOKEN="' + 'i0n5lc4nfltsy0kqlnq889cpa1491"',
            'PUSHOVER_TOKEN="' + 'x0x0xx0xxxxxx0xxxxx000xxx0000x"',
            "REVISION=" + "i0n5lc4nfltsy0kqlnq889cpa1491v",
        ),
        source="Pushover API docs (30 characters)",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=4.5,
    ),
)
