"""SambaNova: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="sambanova-api-key",
        provider="SambaNova",
        title="SambaNova API key",
        pattern=assigned(r"sambanova", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("sambanova",),
        matches=(
            'SAMBANOVA_API_KEY="' + '14eeecdf-b068-4898-9596-65a5a2633955"',
            "  sambanova_api_key: " + "e543c101-4dbe-388c-e219-ab0b714af6e6",
        ),
        misses=(
            'SAMBANOVA_API_KEY="' + '14eeecdf-b068-4898-9596-65a5a263395"',
            'SAMBANOVA_API_KEY="' + '00xxxxxx-x000-0000-0000-00x0x0000000"',
            "REVISION=" + "14eeecdf-b068-4898-9596-65a5a2633955",
        ),
        source="SambaNova docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
