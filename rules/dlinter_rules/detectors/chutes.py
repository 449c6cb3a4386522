"""Chutes: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="chutes-api-key",
        provider="Chutes",
        title="Chutes API key",
        pattern=r"cpk_[0-9a-f]{32}\.[0-9a-f]{32}\.[A-Za-z0-9]{32}",
        keywords=("cpk_",),
        matches=(
            'CHUTES_API_KEY="cpk_'
            + 'ede5d2c7b65202eab74d4344a79cbbb6.8545c4c1f16e7107883b754a5ac87126.CR7O3hsfxhF5LJoopCGxpJzhZH4XLnbD"',
            "Authorization: Bearer cpk_"
            + "af5d714ac6bcb4b3facbf84fac427f65.871a8e800e01d94c45695b574d4062d0.bkPIMekWeO2KJBs0jGLm1bDOaVmzwtv5",
        ),
        misses=(
            'CHUTES_API_KEY="cpk_'
            + 'ede5d2c7b65202eab74d4344a79cbbb6.8545c4c1f16e7107883b754a5ac87126.CR7O3hsfxhF5LJoopCGxpJzhZH4XLnb"',
            'CHUTES_API_KEY="cpk_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Chutes docs, API keys",
        min_entropy=3.0,
    ),
)
