"""GoDaddy: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="godaddy-api-secret",
        provider="GoDaddy",
        title="GoDaddy API secret",
        pattern=assigned(r"godaddy", r"[A-Za-z0-9]{22}"),
        keywords=("godaddy",),
        matches=(
            'GODADDY_API_SECRET="' + 'hnbX6KM3wuDyrbfy3LughZ"',
            "  godaddy_api_secret: " + "MjZTLXLoLkxDsHI55RSFE7",
        ),
        misses=(
            'GODADDY_API_SECRET="' + 'hnbX6KM3wuDyrbfy3Lugh"',
            'GODADDY_API_SECRET="' + 'xxxX0XX0xxXxxxxx0XxxxX"',
            "REVISION=" + "hnbX6KM3wuDyrbfy3LughZ",
        ),
        source="GoDaddy developer docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
    ),
)
