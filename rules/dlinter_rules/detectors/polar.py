"""Polar: API keys."""

from __future__ import annotations

from dlinter.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="polar-access-token",
        provider="Polar",
        title="Polar access token",
        pattern=r"polar_(?:oat|pat|whs|ci|cs|at_[uo]|rt_[uo])_[A-Za-z0-9_-]{32,60}",
        keywords=("polar_",),
        matches=(
            'POLAR_ACCESS_TOKEN="polar_' + 'whs_EtPqNNw0rs7V8yzuY9fgFZhZVozryr4vLdf8TZNbTvd"',
            "Authorization: Bearer polar_" + "cs_clzavqJ0UlDJrzCdVwFjpIPNnLuQRjQzv8tKh2tf",
        ),
        misses=(
            'POLAR_ACCESS_TOKEN="polar_' + 'xxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Polar docs, Organization access tokens",
        min_entropy=3.0,
    ),
)
