"""Perplexity: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="perplexity-api-key",
        provider="Perplexity",
        title="Perplexity API key",
        pattern=r"pplx-[A-Za-z0-9]{48}",
        keywords=("pplx-",),
        matches=(
            'PERPLEXITY_API_KEY="pplx-' + 'o8ofZxCwkzohrdd8THYLMhmFjhHed3efdsD8ZetAyEX7ZAkU"',
            "Authorization: Bearer pplx-" + "SNTc9xYcAkvh3bOyObep6YeGU41I2Li53php2HZlKv1sCApu",
        ),
        misses=(
            'PERPLEXITY_API_KEY="pplx-' + 'o8ofZxCwkzohrdd8THYLMhmFjhHed3efdsD8ZetAyEX7ZAk"',
            'PERPLEXITY_API_KEY="pplx-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Perplexity docs, API keys",
        min_entropy=3.0,
    ),
)
