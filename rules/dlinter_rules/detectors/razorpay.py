"""Razorpay: key ids and secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="razorpay-live-key-id",
        provider="Razorpay",
        title="Razorpay live key id",
        pattern=r"rzp_live_[A-Za-z0-9]{14}",
        keywords=("rzp_live_",),
        matches=(
            'RAZORPAY_KEY_ID="rzp_live_' + 'XCBgumYJRFr2zM"',
            "key_id: rzp_live_" + "EffQKUONU4MUP4",
        ),
        misses=(
            'RAZORPAY_KEY_ID="rzp_live_' + 'XCBgumYJRFr2z"',
            'RAZORPAY_KEY_ID="rzp_live_' + 'xxxxxxxxxxxxxx"',
        ),
        source="Razorpay docs, API keys",
        min_entropy=3.0,
        security_severity=5.0,
        pair="razorpay-key-secret",
    ),
    Detector(
        id="razorpay-key-secret",
        provider="Razorpay",
        title="Razorpay key secret",
        pattern=assigned(r"razorpay|rzp_", r"[A-Za-z0-9]{24}"),
        keywords=("razorpay", "rzp_"),
        matches=(
            'RAZORPAY_KEY_SECRET="' + 'fHJlA7ui3W0FSfOHIDg9d6hs"',
            "  razorpay_key_secret: " + "obJUdqI8UzPRKK50mOVD8Q64",
        ),
        misses=(
            'RAZORPAY_KEY_SECRET="' + 'fHJlA7ui3W0FSfOHIDg9d6h"',
            'RAZORPAY_KEY_SECRET="' + 'xXXxX0xx0X0XXxXXXXx0x0xx"',
            "REVISION=" + "fHJlA7ui3W0FSfOHIDg9d6hs",
        ),
        source="Razorpay docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=9.0,
        pair="razorpay-live-key-id",
    ),
)
