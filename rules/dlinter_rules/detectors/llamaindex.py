"""LlamaIndex: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="llamacloud-api-key",
        provider="LlamaIndex",
        title="LlamaCloud API key",
        pattern=r"llx-[A-Za-z0-9]{48}",
        keywords=("llx-",),
        matches=(
            'LLAMA_CLOUD_API_KEY="llx-' + '4McWoW1e4esELl8YHMktTkD1BXUr7qfUwNX6Hv5RGKjeSuls"',
            "Authorization: Bearer llx-" + "hDfH05IWSB7QWTir2oU11SvNun2oEAPMAkORPdn23UzSDTia",
        ),
        misses=(
            'LLAMA_CLOUD_API_KEY="llx-' + '4McWoW1e4esELl8YHMktTkD1BXUr7qfUwNX6Hv5RGKjeSul"',
            'LLAMA_CLOUD_API_KEY="llx-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="LlamaCloud docs, API keys",
        min_entropy=3.0,
    ),
)
