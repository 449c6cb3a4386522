"""Checkout.com: secret keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


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
    Detector(
        id="checkout-com-legacy-secret-key",
        provider="Checkout.com",
        title="Checkout.com secret key (UUID)",
        pattern=assigned(r"checkout|cko_",
            r"sk_(?:test_)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("checkout", "cko_"),
        matches=(
            'CKO_SECRET_KEY="' + 'sk_ed7d892d-4402-46cf-d9ff-58a167cb09a3"',
            "  cko_secret_key: " + "sk_test_a2b3dd1c-2b66-1d6e-e3c1-db1e6216052e",
        ),
        misses=(
            'CKO_SECRET_KEY="' + 'sk_ed7d892d-4402-46cf-d9ff-58a167cb09a"',
            'CKO_SECRET_KEY="' + 'xx_xx0x000x-0000-00xx-x0xx-00x000xx00x0"',
            "REVISION=" + "sk_ed7d892d-4402-46cf-d9ff-58a167cb09a3",
        ),
        source="Checkout.com docs, API keys (previous platform)",
        min_entropy=3.0,
    ),
)
