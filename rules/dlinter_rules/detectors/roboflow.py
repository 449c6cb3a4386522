"""Roboflow: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="roboflow-api-key",
        provider="Roboflow",
        title="Roboflow API key",
        pattern=assigned(r"roboflow", r"[A-Za-z0-9]{20}"),
        keywords=("roboflow",),
        matches=(
            'ROBOFLOW_API_KEY="' + 'EAmQAjh4Qt1PfE1v0H0I"',
            "  roboflow_api_key: " + "Wu82XB9iYfNGApLYLebx",
        ),
        misses=(
            'ROBOFLOW_API_KEY="' + 'EAmQAjh4Qt1PfE1v0H0"',
            'ROBOFLOW_API_KEY="' + 'XXxXXxx0Xx0XxX0x0X0X"',
            "REVISION=" + "EAmQAjh4Qt1PfE1v0H0I",
        ),
        source="Roboflow docs, Authentication",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        security_severity=7.5,
    ),
)
