"""DashScope: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="dashscope-api-key",
        provider="DashScope",
        title="Alibaba Model Studio API key",
        pattern=assigned(r"dashscope|qwen", r"sk-[0-9a-f]{32}"),
        keywords=("dashscope", "qwen"),
        matches=(
            'DASHSCOPE_API_KEY="' + 'sk-' + 'e272af0472067b8ab38a85704ab591d0"',
            "  dashscope_api_key: " + "sk-" + "43da7b5c0490c5d1210d99e7a9fc2a5c",
        ),
        misses=(
            'DASHSCOPE_API_KEY="' + 'sk-e272af0472067b8ab38a85704ab591d"',
            'DASHSCOPE_API_KEY="' + 'xx-x000xx0000000x0xx00x00000xx000x0"',
            "REVISION=" + "sk-" + "e272af0472067b8ab38a85704ab591d0",
        ),
        source="Alibaba Cloud Model Studio docs, API keys",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
