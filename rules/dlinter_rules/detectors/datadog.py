"""Datadog: API and application keys, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="datadog-api-key",
        provider="Datadog",
        title="Datadog API key",
        pattern=assigned(r"(?:datadog|dd)[_.\- ]?api[_.\- ]?key", r"[0-9a-f]{32}"),
        keywords=("datadog", "dd_api", "dd-api", "dd.api", "ddapi", "dd api"),
        matches=(
            'DD_API_KEY="' + '0ab29727c91b9efa40cf8f918d285c94"',
            "  dd_api_key: " + "800ef87669a3dc23da3e6ee610c6cd07",
        ),
        misses=(
            'DD_API_KEY="' + '0ab29727c91b9efa40cf8f918d285"',
            'DD_API_KEY="' + '00000000000000000000000000000000"',
            "REVISION=" + "0ab29727c91b9efa40cf8f918d285c94",
        ),
        source="datadog-agent, config template (api_key: 32 hexadecimal digits)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="datadog-application-key",
        provider="Datadog",
        title="Datadog application key",
        pattern=assigned(r"(?:datadog|dd)[_.\- ]?app(?:lication)?[_.\- ]?key", r"[0-9a-f]{40}"),
        keywords=("datadog", "dd_app", "dd-app", "dd.app", "ddapp", "dd app"),
        matches=(
            'DD_APP_KEY="' + 'af7a0d6fa90283c8f37054736b3c455f5079a0ea"',
            "  dd_app_key: " + "82a9ba0a79f3e184bb2cf0b67a884fc82cdf27dd",
        ),
        misses=(
            'DD_APP_KEY="' + 'af7a0d6fa90283c8f37054736b3c455f5079a"',
            'DD_APP_KEY="' + '0000000000000000000000000000000000000000"',
            "REVISION=" + "af7a0d6fa90283c8f37054736b3c455f5079a0ea",
        ),
        source="Datadog docs, API and application keys (40 hexadecimal digits)",
        min_entropy=3.0,
        confidence="medium",
    ),
)
