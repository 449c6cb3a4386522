"""SiliconFlow: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="siliconflow-api-key",
        provider="SiliconFlow",
        title="SiliconFlow API key",
        pattern=assigned(r"siliconflow|silicon_flow", r"sk-[a-z]{48}"),
        keywords=("siliconflow", "silicon_flow"),
        matches=(
            'SILICONFLOW_API_KEY="' + 'sk-' + 'idfbwjdxjqqrbvdgrjximmgnizujagoutnccduvlfhmuzyow"',
            "  siliconflow_api_key: " + "sk-" + "xhmbwenqojnloptbnjbmbunlilbwdvctgkmerobgcakjruww",
        ),
        misses=(
            'SILICONFLOW_API_KEY="' + 'sk-idfbwjdxjqqrbvdgrjximmgnizujagoutnccduvlfhmuzyo"',
            'SILICONFLOW_API_KEY="' + 'xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
            "REVISION=" + "sk-" + "idfbwjdxjqqrbvdgrjximmgnizujagoutnccduvlfhmuzyow",
        ),
        source="SiliconFlow docs, API keys",
        min_entropy=3.8,
        security_severity=7.5,
    ),
)
