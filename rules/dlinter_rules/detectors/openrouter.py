"""OpenRouter: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="openrouter-api-key",
        provider="OpenRouter",
        title="OpenRouter API key",
        pattern=r"sk-or-v1-[0-9a-f]{64}",
        keywords=("sk-or-v1-",),
        matches=(
            'OPENROUTER_API_KEY="sk-or-v1-'
            + '8324619f3de5f31e0324796e23ca95837638949f20795a971821196bbb2e4c17"',
            "Authorization: Bearer sk-or-v1-"
            + "348c942fcbb778443f73c5f6da2221fbc17ef438b59f9f2a8bbc41dcf007ff21",
        ),
        misses=(
            'OPENROUTER_API_KEY="sk-or-v1-'
            + '8324619f3de5f31e0324796e23ca95837638949f20795a971821196bbb2e4c1"',
            'OPENROUTER_API_KEY="sk-or-v1-'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="OpenRouter docs, Secret formats",
        min_entropy=3.0,
    ),
)
