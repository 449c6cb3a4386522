"""Helicone: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="helicone-api-key",
        provider="Helicone",
        title="Helicone API key",
        pattern=r"sk-helicone-[a-z0-9]{7}-[a-z0-9]{7}-[a-z0-9]{7}-[a-z0-9]{7}",
        keywords=("sk-helicone-",),
        matches=(
            'HELICONE_API_KEY="sk-helicone-' + '7lqkdvn-3ppnokd-o8lwxi1-xvsicfa"',
            "Authorization: Bearer sk-helicone-" + "pajuskj-5rjh11p-96t9cbo-w6egiz3",
        ),
        misses=(
            'HELICONE_API_KEY="sk-helicone-' + '7lqkdvn-3ppnokd-o8lwxi1-xvsicf"',
            'HELICONE_API_KEY="sk-helicone-' + 'xxxxxxx-xxxxxxx-xxxxxxx-xxxxxxx"',
        ),
        source="Helicone docs, API keys",
        min_entropy=3.0,
    ),
)
