"""DeepInfra: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="deepinfra-api-key",
        provider="DeepInfra",
        title="DeepInfra API key",
        pattern=assigned(r"deepinfra", r"[A-Za-z0-9]{32}"),
        keywords=("deepinfra",),
        matches=(
            'DEEPINFRA_API_KEY="' + 'mcaJhdXfSV7nFmfsFWGvYiC5rvOR4DT5"',
            "  deepinfra_api_key: " + "xoK617KkttiiQEVjbTCItOoqK3ffKm2m",
        ),
        misses=(
            'DEEPINFRA_API_KEY="' + 'mcaJhdXfSV7nFmfsFWGvYiC5rvOR4DT"',
            'DEEPINFRA_API_KEY="' + 'xxxXxxXxXX0xXxxxXXXxXxX0xxXX0XX0"',
            "REVISION=" + "mcaJhdXfSV7nFmfsFWGvYiC5rvOR4DT5",
        ),
        source="DeepInfra docs, API keys",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
