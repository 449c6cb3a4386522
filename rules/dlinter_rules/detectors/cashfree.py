"""Cashfree: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cashfree-secret-key",
        provider="Cashfree",
        title="Cashfree secret key",
        pattern=r"cfsk_ma_(?:prod|test)_[0-9a-f]{32}_[0-9a-f]{8}",
        keywords=("cfsk_ma_",),
        matches=(
            'CASHFREE_SECRET_KEY="cfsk_ma_' + 'prod_eb9e7213643967e6061ae9450c8f91e9_99563dc2"',
            "Authorization: Bearer cfsk_ma_" + "test_58d62a35405f1a5cd3dba0f7b17cbb3a_30124722",
        ),
        misses=(
            'CASHFREE_SECRET_KEY="cfsk_ma_' + 'prod_eb9e7213643967e6061ae9450c8f91e9_99563dc"',
            'CASHFREE_SECRET_KEY="cfsk_ma_' + 'xxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxx"',
        ),
        source="Cashfree docs, API keys",
        min_entropy=3.0,
        security_severity=8.8,
    ),
)
