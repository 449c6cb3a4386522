"""Splunk: tokens of the HTTP event collector."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="splunk-hec-token",
        provider="Splunk",
        title="Splunk HEC token",
        pattern=assigned(r"splunk[_.\- ]?(?:hec[_.\- ]?)?token|[^a-z]hec[_.\- ]token", _UUID),
        keywords=("splunk", "hec_token", "hec-token", "hec.token", "hec token"),
        matches=(
            'SPLUNK_HEC_TOKEN="' + '35a95be3-31a1-44ed-9755-dcc2d2e41c8c"',
            "  splunk_hec_token: " + "014c5eeb-e904-4e0c-8a0f-8732c2741578",
        ),
        misses=(
            'SPLUNK_HEC_TOKEN="' + '35a95be3-31a1-44ed-9755-dcc2d2e41"',
            'SPLUNK_HEC_TOKEN="' + '00000000-0000-0000-0000-000000000000"',
            "REVISION=" + "35a95be3-31a1-44ed-9755-dcc2d2e41c8c",
        ),
        source="Splunk docs, HTTP Event Collector",
        min_entropy=2.8,
        confidence="medium",
        security_severity=6.5,
    ),
    Detector(
        id="splunk-authorization-header",
        provider="Splunk",
        title="Splunk token in an Authorization header",
        pattern=r"(?i:authorization)[\"']?[ \t]{0,4}[:=,][ \t]{0,4}[\"']?(?i:splunk)[ \t]{1,4}(?P<secret>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})",
        keywords=("splunk",),
        matches=(
            "Authorization: Splunk 219" + "24725-3194-4afb-9cb1-80086a27cb05",
            'curl -H "Authorization: Splunk dd8'
            + 'd9934-8129-4503-930f-fda0cf73a320" https://splunk.example',
        ),
        misses=(
            '"Authorization: Splunk 219' + '24725-3194-4afb-"',
            '"Authorization: Splunk 219' + 'xxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="Splunk docs, Format events for HTTP Event Collector",
        min_entropy=2.8,
        security_severity=6.5,
    ),
)
