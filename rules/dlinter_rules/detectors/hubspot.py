"""HubSpot: access tokens of private apps and API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="hubspot-private-app-token",
        provider="HubSpot",
        title="HubSpot private app access token",
        pattern=r"pat-(?:na|eu|ap)[0-9]-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        keywords=("pat-na", "pat-eu", "pat-ap"),
        matches=(
            'HUBSPOT_TOKEN="pat-' + 'na1-d93a41cf-ac54-469b-9461-83717c852850"',
            "Authorization: Bearer pat-" + "na1-ac39bcd8-b7aa-42dd-8823-f43aeb82d022",
        ),
        misses=(
            'HUBSPOT_TOKEN="pat-' + 'na1-d93a41cf-ac54-46"',
            'HUBSPOT_TOKEN="pat-' + 'xxx-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="HubSpot developer docs, Private apps",
        min_entropy=3.0,
    ),
    Detector(
        id="hubspot-api-key",
        provider="HubSpot",
        title="HubSpot API key",
        pattern=assigned(r"hapikey|hubspot[_.\- ]?api[_.\- ]?key", _UUID),
        keywords=("hapikey", "hubspot"),
        matches=(
            'HUBSPOT_API_KEY="' + '4d8dc16b-da57-477f-9306-ef51aa347817"',
            "  hubspot_api_key: " + "349982e3-bfb0-4972-8ac5-e3dcbbd3c5d6",
        ),
        misses=(
            'HUBSPOT_API_KEY="' + '4d8dc16b-da57-477f-9306-ef51aa347"',
            'HUBSPOT_API_KEY="' + '00000000-0000-0000-0000-000000000000"',
            "REVISION=" + "4d8dc16b-da57-477f-9306-ef51aa347817",
        ),
        source="HubSpot developer docs, API keys (a UUID)",
        min_entropy=2.8,
        confidence="medium",
        security_severity=7.0,
    ),
)
