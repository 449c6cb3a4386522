"""Paystack: secret keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="paystack-live-secret-key",
        provider="Paystack",
        title="Paystack live secret key",
        pattern=r"sk_live_[0-9a-f]{40}",
        keywords=("sk_live_",),
        matches=(
            'PAYSTACK_SECRET_KEY="sk_live_' + '42b73e1802bfad02c141142feadd80c9767542c0"',
        ),
        misses=(
            'PAYSTACK_SECRET_KEY="sk_live_' + '42b73e1802bfad02c141142feadd80c9767542c"',
            'PAYSTACK_SECRET_KEY="sk_live_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Paystack docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=9.0,
    ),
)
