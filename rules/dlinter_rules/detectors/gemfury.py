"""Gemfury: push and deploy tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="gemfury-token",
        provider="Gemfury",
        title="Gemfury token",
        pattern=assigned(r"gemfury|fury_token|fury_auth|fury_push", r"[A-Za-z0-9]{2,8}-[A-Za-z0-9]{20,32}"),
        keywords=("gemfury", "fury_token", "fury_auth", "fury_push"),
        matches=(
            'FURY_TOKEN="' + '79cgFM8V-hAx3dpXnM3g00AphOyp45SZCn"',
            "  fury_token: " + "KKei23-fmYR4VRBrOVsQnv8jmqgI",
        ),
        misses=(
            'FURY_TOKEN="' + '00xxXX0X-xXx0xxXxX0x00XxxXxx00XXXx"',
            "REVISION=" + "79cgFM8V-hAx3dpXnM3g00AphOyp45SZCn",
        ),
        source="Gemfury docs, Tokens",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        security_severity=7.5,
    ),
)
