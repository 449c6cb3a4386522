"""Civo: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="civo-api-key",
        provider="Civo",
        title="Civo API key",
        pattern=assigned(r"civo", r"[A-Za-z0-9]{50}"),
        keywords=("civo",),
        matches=(
            'CIVO_API_KEY="' + 'EChsKUurl7F4Hd7HWmpbi6gxjNSHHXBYcQbwxyLlkzE0Qgebxm"',
            "  civo_api_key: " + "ZDxNE4ZAOgqZFO8kdAgFHTNE53A8F8AMxWVFpf6lfkGBUb3QSw",
        ),
        misses=(
            'CIVO_API_KEY="' + 'EChsKUurl7F4Hd7HWmpbi6gxjNSHHXBYcQbwxyLlkzE0Qgebx"',
            'CIVO_API_KEY="' + 'XXxxXXxxx0X0Xx0XXxxxx0xxxXXXXXXXxXxxxxXxxxX0Xxxxxx"',
            "REVISION=" + "EChsKUurl7F4Hd7HWmpbi6gxjNSHHXBYcQbwxyLlkzE0Qgebxm",
        ),
        source="Civo docs, API keys",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
