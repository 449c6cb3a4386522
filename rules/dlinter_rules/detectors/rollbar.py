"""Rollbar: access tokens, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="rollbar-access-token",
        provider="Rollbar",
        title="Rollbar access token",
        pattern=assigned(
            r"rollbar[_.\- ]?(?:post[_.\- ]?server[_.\- ]?item|server|account|project|read|write)?[_.\- ]?(?:access)?[_.\- ]?(?:token|key)", r"[0-9a-f]{32}"),
        keywords=("rollbar",),
        matches=(
            'ROLLBAR_ACCESS_TOKEN="' + '186ccf04fcc9af21e423b23dcbd76e10"',
            "  rollbar_access_token: " + "484189c93cfb2cd0a87eeeb023b08510",
        ),
        misses=(
            'ROLLBAR_ACCESS_TOKEN="' + '186ccf04fcc9af21e423b23dcbd76"',
            'ROLLBAR_ACCESS_TOKEN="' + '00000000000000000000000000000000"',
            "REVISION=" + "186ccf04fcc9af21e423b23dcbd76e10",
        ),
        source="Rollbar docs, Access tokens",
        min_entropy=3.0,
        confidence="medium",
        security_severity=5.0,
    ),
)
