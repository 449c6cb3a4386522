"""Segment: tokens of the Public API."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="segment-public-api-token",
        provider="Segment",
        title="Segment Public API token",
        pattern=r"sgp_[A-Za-z0-9]{64}",
        keywords=("sgp_",),
        matches=(
            'SEGMENT_TOKEN="sgp_' + 'DKOcNWpg9aMILAOJpJiPqcQtyAxuGOTU7c4H27dDF2taOwnO5gaTJtzYqVR4IUPJ"',
            "Authorization: Bearer sgp_" + "STjLYL2Pr2IMEaSGlMm91BeTwRdfRObylW7UGFCOobeyarHOk1KUx3Qjc3fPJnkh",
        ),
        misses=(
            'SEGMENT_TOKEN="sgp_' + 'DKOcNWpg9aMILAOJpJiPqcQtyAxuGOTU"',
            'SEGMENT_TOKEN="sgp_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Segment docs, Public API",
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
