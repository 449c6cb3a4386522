"""Runway: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="runway-api-key",
        provider="Runway",
        title="Runway API secret",
        pattern=r"key_[0-9a-f]{128}",
        keywords=("key_",),
        matches=(
            'RUNWAYML_API_SECRET="key_'
            + 'd65e0366d4a2e8fde295089f6457f53ed59e7033e4eb70d892188aaa7cafda465b1d6abcd98f281c05a47f525ec78b80d305f7f9cf984cc53d69f90ad578a774"',
            "Authorization: Bearer key_"
            + "0ece9616bbdf0d3f94ed1ac5590a3bbca3dd7918c906433b3f8db3130f9b7232859e3d71f14943566adf934805e06edb6976466f938adb8534185369e491621d",
        ),
        misses=(
            'RUNWAYML_API_SECRET="key_'
            + 'd65e0366d4a2e8fde295089f6457f53ed59e7033e4eb70d892188aaa7cafda465b1d6abcd98f281c05a47f525ec78b80d305f7f9cf984cc53d69f90ad578a77"',
            'RUNWAYML_API_SECRET="key_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Runway API docs, Setup",
        min_entropy=3.0,
    ),
)
