"""Hetzner: tokens of the cloud API."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="hetzner-cloud-api-token",
        provider="Hetzner",
        title="Hetzner Cloud API token",
        pattern=assigned(r"hcloud|hetzner", r"[A-Za-z0-9]{64}"),
        keywords=("hcloud", "hetzner"),
        matches=(
            'HCLOUD_TOKEN="' + 'CZrh6CVwdDjIYty1oyz4EEnZ6ttDqSPWLQiqvxr9Szet4ajCIEQhF4qJsmPU39Qy"',
            "  hcloud_token: " + "EOBjxi1lY1ssSeTelP0vMmBRsOBCfIZIhgOzkelfXHonywdA47BV2EsL8rhtfiEz",
        ),
        misses=(
            'HCLOUD_TOKEN="' + 'CZrh6CVwdDjIYty1oyz4EEnZ6ttDqSPWLQiqvxr9Szet4ajCIEQhF4qJsmPU39Q"',
            'HCLOUD_TOKEN="' + 'XXxx0XXxxXxXXxx0xxx0XXxX0xxXxXXXXXxxxxx0Xxxx0xxXXXXxX0xXxxXX00Xx"',
            "REVISION=" + "CZrh6CVwdDjIYty1oyz4EEnZ6ttDqSPWLQiqvxr9Szet4ajCIEQhF4qJsmPU39Qy",
        ),
        source="Hetzner Cloud docs, Generating API token (64 characters)",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=9.0,
    ),
)
