"""UpCloud: API tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="upcloud-api-token",
        provider="UpCloud",
        title="UpCloud API token",
        pattern=r"ucat_[A-Z0-9]{26}",
        keywords=("ucat_",),
        matches=(
            'UPCLOUD_TOKEN="ucat_' + '6QMMMYOTJFI07I96DSZ545P6SV"',
            "Authorization: Bearer ucat_" + "1K0CXLUVSJ9ND4GYWHB057Z1KK",
        ),
        misses=(
            'UPCLOUD_TOKEN="ucat_' + '6QMMMYOTJFI07I96DSZ545P6S"',
            'UPCLOUD_TOKEN="ucat_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="UpCloud API docs, Tokens",
        min_entropy=3.0,
        security_severity=8.5,
    ),
)
