"""OVHcloud: application secrets and consumer keys of the API."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="ovhcloud-application-secret",
        provider="OVHcloud",
        title="OVHcloud application secret",
        pattern=assigned(r"ovh_application_secret|ovh_app_secret|ovh_as", r"[A-Za-z0-9]{32}"),
        keywords=("ovh_application_secret", "ovh_app_secret", "ovh_as"),
        matches=(
            'OVH_APPLICATION_SECRET="' + '6nT5jbzhICo7i76NvkwmRkTL1XOTELNY"',
            "  ovh_application_secret: " + "jyRZ5TO6PQ3KoOdwIalJ7BYQ5P7z6SAk",
        ),
        misses=(
            'OVH_APPLICATION_SECRET="' + '6nT5jbzhICo7i76NvkwmRkTL1XOTELN"',
            'OVH_APPLICATION_SECRET="' + '0xX0xxxxXXx0x00XxxxxXxXX0XXXXXXX"',
            "REVISION=" + "6nT5jbzhICo7i76NvkwmRkTL1XOTELNY",
        ),
        source="OVHcloud docs, First steps with the API",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="ovhcloud-consumer-key",
        provider="OVHcloud",
        title="OVHcloud consumer key",
        pattern=assigned(r"ovh_consumer_key|ovh_ck", r"[A-Za-z0-9]{32}"),
        keywords=("ovh_consumer_key", "ovh_ck"),
        matches=(
            'OVH_CONSUMER_KEY="' + 'T3H5IbfDwPGGTwYtw5mBncOyjAWmNC6G"',
            "  ovh_consumer_key: " + "wQpSm7yWwiyuyVsO0DDuxowiqwf3X6hL",
        ),
        misses=(
            'OVH_CONSUMER_KEY="' + 'T3H5IbfDwPGGTwYtw5mBncOyjAWmNC6"',
            'OVH_CONSUMER_KEY="' + 'X0X0XxxXxXXXXxXxx0xXxxXxxXXxXX0X"',
            "REVISION=" + "T3H5IbfDwPGGTwYtw5mBncOyjAWmNC6G",
        ),
        source="OVHcloud docs, First steps with the API",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
