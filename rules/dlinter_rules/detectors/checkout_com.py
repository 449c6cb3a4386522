"""Checkout.com: secret keys."""

from __future__ import annotations

from dlinter.detector import Detector
from dlinter.model.checksums import mixes


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=3, lower=8)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="checkout-com-secret-key",
        provider="Checkout.com",
        title="Checkout.com secret key",
        pattern=r"sk_(?:sbox_)?[a-z0-9]{26}[$&*#=a-z0-9]",
        keywords=("sk_",),
        matches=(
            'CKO_SECRET_KEY="sk_' + 'ehlt2snzt4qtz5cpfhop424kbp$"',
            "Authorization: Bearer sk_" + "ctdklpnwm6n7f5iuccjcjfi4fe$",
        ),
        misses=(
            'CKO_SECRET_KEY="sk_' + 'ehlt2snzt4qtz5cpfhop424kbp"',
            'CKO_SECRET_KEY="sk_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxx$"',
        ),
        source="Checkout.com docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=8.5,
    ),
)
