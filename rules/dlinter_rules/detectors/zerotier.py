"""ZeroTier: API tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="zerotier-api-token",
        provider="ZeroTier",
        title="ZeroTier API token",
        pattern=assigned(r"zerotier", r"[A-Za-z0-9]{32}"),
        keywords=("zerotier",),
        matches=(
            'ZEROTIER_TOKEN="' + 'xnP3qEp5D2xFjGo7dPTfDHZSMIG9NOuZ"',
            "  zerotier_token: " + "mxYs4Oh3jP3s3NoqcRCGTgkNlaGgLEP1",
        ),
        misses=(
            'ZEROTIER_TOKEN="' + 'xnP3qEp5D2xFjGo7dPTfDHZSMIG9NOu"',
            'ZEROTIER_TOKEN="' + 'xxX0xXx0X0xXxXx0xXXxXXXXXXX0XXxX"',
            "REVISION=" + "xnP3qEp5D2xFjGo7dPTfDHZSMIG9NOuZ",
        ),
        source="ZeroTier docs, API tokens",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
