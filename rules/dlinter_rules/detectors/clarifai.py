"""Clarifai: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="clarifai-token",
        provider="Clarifai",
        title="Clarifai personal access token",
        pattern=assigned(r"clarifai", r"[0-9a-f]{32}"),
        keywords=("clarifai",),
        matches=(
            'CLARIFAI_PAT="' + 'ab8fc76be537e1252ee8e453d08c28e0"',
            "  clarifai_pat: " + "aceea3746a87e6e5845bcc9d3cfd7f99",
        ),
        misses=(
            'CLARIFAI_PAT="' + 'ab8fc76be537e1252ee8e453d08c28e"',
            'CLARIFAI_PAT="' + 'xx0xx00xx000x0000xx0x000x00x00x0"',
            "REVISION=" + "ab8fc76be537e1252ee8e453d08c28e0",
        ),
        source="Clarifai docs, Personal access tokens",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
