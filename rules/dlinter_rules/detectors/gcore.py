"""Gcore: permanent API tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="gcore-api-token",
        provider="Gcore",
        title="Gcore API token",
        pattern=assigned(r"gcore", r"[0-9]{1,8}\$[0-9a-f]{64,256}"),
        keywords=("gcore",),
        matches=(
            'GCORE_API_TOKEN="' + '6284023$607346df6903691bd6729d19b2765642ff84bc8fad2f1dae0f0c5ab2da266cdd"',
            "  gcore_api_token: " + "550488$0a78dc8fa6dbc2ac611a3b4da193fb484263ddad340630e0527eaaff57ef830e",
        ),
        misses=(
            'GCORE_API_TOKEN="' + '6284023$607346df6903691bd6729d19b2765642ff84bc8fad2f1dae0f0c5ab2da266cd"',
            'GCORE_API_TOKEN="' + '0000000$000000xx0000000xx0000x00x0000000xx00xx0xxx0x0xxx0x0x0xx0xx000xxx"',
            "REVISION=" + "6284023$607346df6903691bd6729d19b2765642ff84bc8fad2f1dae0f0c5ab2da266cdd",
        ),
        source="Gcore docs, Permanent API tokens",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
