"""RunPod: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=0, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="runpod-api-key",
        provider="RunPod",
        title="RunPod API key",
        pattern=r"rpa_[A-Za-z0-9]{30,50}",
        keywords=("rpa_",),
        matches=(
            'RUNPOD_API_KEY="rpa_' + '1WLLShyXFbeC8bpX4q4bJSvTygWfqWuLQtGUOx"',
            "Authorization: Bearer rpa_" + "mc0XbX8UU3xRR0nNvGKY9MpsUtrIfwtCghG2xZG5ay1Eb0X",
        ),
        misses=(
            'RUNPOD_API_KEY="rpa_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="RunPod docs, API keys",
        validate=_mixed,
        min_entropy=3.0,
    ),
)
