"""AssemblyAI: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="assemblyai-api-key",
        provider="AssemblyAI",
        title="AssemblyAI API key",
        pattern=assigned(r"assemblyai|assembly_ai|aai_api", r"[0-9a-f]{32}"),
        keywords=("assemblyai", "assembly_ai", "aai_api"),
        matches=(
            'ASSEMBLYAI_API_KEY="' + '5f25b7a72490fa1ae92cd49ac6e06433"',
            "  assemblyai_api_key: " + "b6d3e96ed378bbb1f9026d2d3cec03a8",
        ),
        misses=(
            'ASSEMBLYAI_API_KEY="' + '5f25b7a72490fa1ae92cd49ac6e0643"',
            'ASSEMBLYAI_API_KEY="' + '0x00x0x00000xx0xx00xx00xx0x00000"',
            "REVISION=" + "5f25b7a72490fa1ae92cd49ac6e06433",
        ),
        source="AssemblyAI docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
