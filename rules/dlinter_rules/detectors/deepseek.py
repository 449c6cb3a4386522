"""DeepSeek: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="deepseek-api-key",
        provider="DeepSeek",
        title="DeepSeek API key",
        pattern=assigned(r"deepseek", r"sk-[0-9a-f]{32}"),
        keywords=("deepseek",),
        matches=(
            'DEEPSEEK_API_KEY="' + 'sk-' + 'bb8585d88032e2654870edf65cc11bca"',
            "  deepseek_api_key: " + "sk-" + "bda9714ffe08157ccd460955e4122021",
        ),
        misses=(
            'DEEPSEEK_API_KEY="' + 'sk-bb8585d88032e2654870edf65cc11bc"',
            'DEEPSEEK_API_KEY="' + 'xx-xx0000x00000x0000000xxx00xx00xxx"',
            "REVISION=" + "sk-" + "bb8585d88032e2654870edf65cc11bca",
        ),
        source="DeepSeek API docs",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
