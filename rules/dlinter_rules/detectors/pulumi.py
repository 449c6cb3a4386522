"""Pulumi: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="pulumi-access-token",
        provider="Pulumi",
        title="Pulumi access token",
        pattern=r"pul-[0-9a-f]{40}",
        keywords=("pul-",),
        matches=(
            'PULUMI_ACCESS_TOKEN="pul-' + 'd0b436e98ca9e88b6f08d9581ad6a86293a2387c"',
            "Authorization: Bearer pul-" + "74a089e579f3ffa67b379e76a30bbd274128dee1",
        ),
        misses=(
            'PULUMI_ACCESS_TOKEN="pul-' + 'd0b436e98ca9e88b6f08d9581ad6a86293a2387"',
            'PULUMI_ACCESS_TOKEN="pul-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Pulumi docs, Access tokens",
        min_entropy=3.0,
        security_severity=9.0,
    ),
)
