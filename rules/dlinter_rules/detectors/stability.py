"""Stability AI: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="stability-api-key",
        provider="Stability AI",
        title="Stability AI API key",
        pattern=assigned(r"stability|dreamstudio", r"sk-[A-Za-z0-9]{48}"),
        keywords=("stability", "dreamstudio"),
        matches=(
            'STABILITY_API_KEY="' + 'sk-' + 'ADc48teq3WfpMDbBRUsNdYlekSQC4SRBeZVIYNzc30PQ8IcN"',
            "  stability_api_key: " + "sk-" + "E9to1MlmCM6vuOUDAx3Cw58Gz8vT8gdxL3NliJsmh4fHz8is",
        ),
        misses=(
            'STABILITY_API_KEY="' + 'sk-ADc48teq3WfpMDbBRUsNdYlekSQC4SRBeZVIYNzc30PQ8Ic"',
            'STABILITY_API_KEY="' + 'xx-XXx00xxx0XxxXXxXXXxXxXxxxXXX0XXXxXXXXXxx00XX0XxX"',
            "REVISION=" + "sk-" + "ADc48teq3WfpMDbBRUsNdYlekSQC4SRBeZVIYNzc30PQ8IcN",
        ),
        source="Stability AI docs, Authentication",
        min_entropy=4.0,
        security_severity=7.5,
    ),
)
