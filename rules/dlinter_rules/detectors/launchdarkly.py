"""LaunchDarkly: SDK keys and API access tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="launchdarkly-sdk-key",
        provider="LaunchDarkly",
        title="LaunchDarkly SDK key",
        pattern=assigned(r"launch_?darkly|sdk[_.\- ]?key",
            r"sdk-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        keywords=("sdk-",),
        matches=(
            'LAUNCHDARKLY_SDK_KEY="sdk-' + '31315799-9cf0-4493-9258-8f2703c2bd5d"',
            "  launchdarkly_sdk_key: sdk-" + "31a44fc2-9d74-4aab-b6d6-043d0dacc564",
        ),
        misses=(
            'LAUNCHDARKLY_SDK_KEY="sdk-' + '31315799-9cf0-4493"',
            'LAUNCHDARKLY_SDK_KEY="sdk-' + 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
            "package sdk-" + "31315799-9cf0-4493-9258-8f2703c2bd5d",
        ),
        source="LaunchDarkly docs, Keys",
        min_entropy=3.0,
        security_severity=6.0,
    ),
    Detector(
        id="launchdarkly-api-access-token",
        provider="LaunchDarkly",
        title="LaunchDarkly API access token",
        pattern=assigned(r"launch_?darkly", r"api-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        keywords=("launchdarkly", "launch_darkly"),
        matches=(
            'LAUNCHDARKLY_ACCESS_TOKEN="' + 'api-' + '2bd71f85-844a-402f-baaf-3b44efc662ee"',
            "  launchdarkly_access_token: " + "api-" + "d7d5fbea-fd57-4473-afa2-5ae599192cc1",
        ),
        misses=(
            'LAUNCHDARKLY_ACCESS_TOKEN="' + 'api-2bd71f85-844a-402f-baaf-3b44efc66"',
            'LAUNCHDARKLY_ACCESS_TOKEN="' + '000-00000000-0000-0000-0000-000000000000"',
            "REVISION=" + "api-" + "2bd71f85-844a-402f-baaf-3b44efc662ee",
        ),
        source="LaunchDarkly docs, API access tokens",
        min_entropy=3.0,
    ),
)
