"""Scaleway: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=0, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="scaleway-access-key-id",
        provider="Scaleway",
        title="Scaleway access key id",
        pattern=r"SCW[A-Z0-9]{17}",
        keywords=("scw",),
        matches=(
            'SCW_ACCESS_KEY="SCW' + 'GGDRBTBMO2603IWDF"',
            "access_key: SCW" + "027U94JOJ92HAFUZ9",
        ),
        misses=(
            'SCW_ACCESS_KEY="SCW' + 'GGDRBTBMO2603IWD"',
            'SCW_ACCESS_KEY="SCW' + 'xxxxxxxxxxxxxxxxx"',
        ),
        source="Scaleway IAM docs, API keys",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=4.5,
        pair="scaleway-secret-key",
    ),
    Detector(
        id="scaleway-secret-key",
        provider="Scaleway",
        title="Scaleway secret key",
        pattern=assigned(r"scw_secret|scaleway",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("scw_secret", "scaleway"),
        matches=(
            'SCW_SECRET_KEY="' + 'a93276a6-ed37-f1d5-2317-c32d73cc2a6f"',
            "  scw_secret_key: " + "d35a0432-d821-365e-9b87-90176a14ccfa",
        ),
        misses=(
            'SCW_SECRET_KEY="' + 'a93276a6-ed37-f1d5-2317-c32d73cc2a6"',
            'SCW_SECRET_KEY="' + 'x00000x0-xx00-x0x0-0000-x00x00xx0x0x"',
            "REVISION=" + "a93276a6-ed37-f1d5-2317-c32d73cc2a6f",
        ),
        source="Scaleway IAM docs, API keys (a UUID)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=9.0,
        pair="scaleway-access-key-id",
    ),
)
