"""Tripo: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="tripo-api-key",
        provider="Tripo",
        title="Tripo API key",
        pattern=r"tsk_[A-Za-z0-9_-]{40,48}",
        keywords=("tsk_",),
        matches=(
            'TRIPO_API_KEY="tsk_' + '8djvsiMA8EuJkLUPcgjI6czIBmDDJ30mKXTzAdWB"',
            "Authorization: Bearer tsk_" + "bDJXHwGW6RPlr837mejZwV78BYV3WcgDJ0i0UFmjaRmAfWk",
        ),
        misses=(
            'TRIPO_API_KEY="tsk_' + '8djvsiMA8EuJkLUPcgjI6czIBmDDJ30mKXTzAdW"',
            'TRIPO_API_KEY="tsk_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Tripo docs, API keys",
        validate=_mixed,
        min_entropy=3.0,
    ),
)
