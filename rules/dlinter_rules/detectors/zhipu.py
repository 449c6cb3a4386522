"""Zhipu AI: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="zhipu-api-key",
        provider="Zhipu AI",
        title="Zhipu AI API key",
        pattern=assigned(r"zhipu|bigmodel|glm_api|zai_api", r"[0-9a-f]{32}\.[A-Za-z0-9]{16}"),
        keywords=("zhipu", "bigmodel", "glm_api", "zai_api"),
        matches=(
            'ZHIPUAI_API_KEY="' + '89efcfc445ca622f228a3111c3c805dd.GJD8ytFoDTO7yZ7O"',
            "  zhipuai_api_key: " + "6b82744b173bf87f8253ac7d07006d48.Pm4JACVZdDWNQL88",
        ),
        misses=(
            'ZHIPUAI_API_KEY="' + '89efcfc445ca622f228a3111c3c805dd.GJD8ytFoDTO7yZ7"',
            'ZHIPUAI_API_KEY="' + '00xxxxx000xx000x000x0000x0x000xx.XXX0xxXxXXX0xX0X"',
            "REVISION=" + "89efcfc445ca622f228a3111c3c805dd.GJD8ytFoDTO7yZ7O",
        ),
        source="Zhipu AI docs, API keys (id.secret)",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
