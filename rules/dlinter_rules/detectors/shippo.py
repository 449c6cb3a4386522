"""Shippo: API tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="shippo-live-api-token",
        provider="Shippo",
        title="Shippo live API token",
        pattern=r"shippo_live_[0-9a-fA-F]{40}",
        keywords=("shippo_live_",),
        matches=(
            'SHIPPO_TOKEN="shippo_' + 'live_174c0a5a703538da0075adc523eea9e0814111a7"',
            "Authorization: Bearer shippo_" + "live_9ea919075aa160e9f2a0bac6e0d60a2ad6c932eb",
        ),
        misses=(
            'SHIPPO_TOKEN="shippo_' + 'live_174c0a5a703538da0"',
            'SHIPPO_TOKEN="shippo_' + 'xxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Shippo docs, Authentication",
        min_entropy=3.0,
    ),
    Detector(
        id="shippo-test-api-token",
        provider="Shippo",
        title="Shippo test API token",
        pattern=r"shippo_test_[0-9a-fA-F]{40}",
        keywords=("shippo_test_",),
        matches=(
            'SHIPPO_TOKEN="shippo_' + 'test_3b74d3e38489a94dde4526958edf34a30684ee42"',
            "Authorization: Bearer shippo_" + "test_ad15898695adb02d8c83d6f9b61b975697319198",
        ),
        misses=(
            'SHIPPO_TOKEN="shippo_' + 'test_3b74d3e38489a94dd"',
            'SHIPPO_TOKEN="shippo_' + 'xxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Shippo docs, Authentication",
        min_entropy=3.0,
        security_severity=3.0,
    ),
)
