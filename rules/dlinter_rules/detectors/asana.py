"""Asana: personal access tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="asana-personal-access-token",
        provider="Asana",
        title="Asana personal access token",
        pattern=assigned(r"asana", r"[0-9]/[0-9]{10,20}(?:/[0-9]{10,20})?:[0-9a-f]{32}"),
        keywords=("asana",),
        matches=(
            'ASANA_ACCESS_TOKEN="' + '1/3589704181768950:f184138f37c535b53b6ce011e1a66d98"',
            "  asana_access_token: " + "1/9554572857071945:3aa993a77dff6f8fe8ace65c084d2d71",
        ),
        misses=(
            'ASANA_ACCESS_TOKEN="' + '1/3589704181768950:f184138f37c535b53b6ce011e1a66"',
            'ASANA_ACCESS_TOKEN="' + '0/0000000000000000:00000000000000000000000000000000"',
            "REVISION=" + "1/3589704181768950:f184138f37c535b53b6ce011e1a66d98",
        ),
        source="Asana developer docs, Personal access token",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
