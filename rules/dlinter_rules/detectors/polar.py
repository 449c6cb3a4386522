"""Polar: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="polar-access-token",
        provider="Polar",
        title="Polar access token",
        pattern=r"polar_(?:oat|pat|whs|ci|cs|at_[uo]|rt_[uo])_[A-Za-z0-9_-]{20,100}",
        keywords=("polar_",),
        matches=(
            'POLAR_ACCESS_TOKEN="polar_' + 'whs_PxTyCBjAjEJNK9Hs3K6x"',
            "Authorization: Bearer polar_" + "at_o_ZhZVozryr4vLdf8TZNbT",
        ),
        misses=(
            'POLAR_ACCESS_TOKEN="polar_' + 'whs_PxTyCBjAjEJNK9Hs3K6"',
            'POLAR_ACCESS_TOKEN="polar_' + 'xxx_xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Polar docs, Organization access tokens",
        min_entropy=3.0,
    ),
)
