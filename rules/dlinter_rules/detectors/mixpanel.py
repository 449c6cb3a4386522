"""Mixpanel: secrets of projects and service accounts, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mixpanel-secret",
        provider="Mixpanel",
        title="Mixpanel secret",
        pattern=assigned(r"mixpanel[_.\- ]?(?:api|project|service[_.\- ]?account)?[_.\- ]?secret",
            r"[A-Za-z0-9]{32}"),
        keywords=("mixpanel",),
        matches=(
            'MIXPANEL_API_SECRET="' + 'e99f42807d317d5e58735b2e25fbde1d"',
            "  mixpanel_api_secret: " + "6c19d643da4def29b1b837ee391f8d58",
        ),
        misses=(
            'MIXPANEL_API_SECRET="' + 'e99f42807d317d5e58735b2e25fbd"',
            'MIXPANEL_API_SECRET="' + '00000000000000000000000000000000"',
            "REVISION=" + "e99f42807d317d5e58735b2e25fbde1d",
        ),
        source="Mixpanel developer docs, Authentication",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.5,
    ),
)
