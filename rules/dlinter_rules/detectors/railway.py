"""Railway: project and account tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="railway-token",
        provider="Railway",
        title="Railway token",
        pattern=assigned(r"railway", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("railway",),
        matches=(
            'RAILWAY_TOKEN="' + 'b16ee19e-62cf-3008-0044-287ea35f993d"',
            "  railway_token: " + "ee21a5f7-ad51-61e3-9d86-168a9f154b26",
        ),
        misses=(
            'RAILWAY_TOKEN="' + 'b16ee19e-62cf-3008-0044-287ea35f993"',
            'RAILWAY_TOKEN="' + 'x00xx00x-00xx-0000-0000-000xx00x000x"',
            "REVISION=" + "b16ee19e-62cf-3008-0044-287ea35f993d",
        ),
        source="Railway docs, Using the CLI (tokens)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
