"""Infura: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="infura-api-secret",
        provider="Infura",
        title="Infura API key secret",
        pattern=assigned(r"infura_secret|infura_api_key_secret|infura_project_secret",
            r"[A-Za-z0-9+/]{54,60}={0,2}|[0-9a-f]{32}"),
        keywords=("infura_secret", "infura_api_key_secret", "infura_project_secret"),
        matches=(
            'INFURA_API_KEY_SECRET="' + '8a6e6839b262597733412093f20a1f9b"',
            "  infura_api_key_secret: " + "RGTVdXldwLEa1Ncc1Itr7ujHL6ug51NhvkDyqOTRLDdTm6uLuD3mPflRNFm",
        ),
        misses=(
            'INFURA_API_KEY_SECRET="' + '8a6e6839b262597733412093f20a1f9"',
            'INFURA_API_KEY_SECRET="' + '0x0x0000x000000000000000x00x0x0x"',
            "REVISION=" + "8a6e6839b262597733412093f20a1f9b",
        ),
        source="Infura docs, API key secret",
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.5,
    ),
)
