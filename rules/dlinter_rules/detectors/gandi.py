"""Gandi: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="gandi-token",
        provider="Gandi",
        title="Gandi personal access token or API key",
        pattern=assigned(r"gandi", r"[0-9a-f]{40}|[A-Za-z0-9]{24}"),
        keywords=("gandi",),
        matches=(
            'GANDI_PAT="' + '31412be14f241742eabcfe2ea4cf084aab3bed08"',
            "  gandi_pat: " + "8zUs68uymIBsiogD5HmnCBFs",
        ),
        misses=(
            'GANDI_PAT="' + '31412be14f241742eabcfe2ea4cf084aab3bed0"',
            'GANDI_PAT="' + '00000xx00x000000xxxxxx0xx0xx000xxx0xxx00"',
            "REVISION=" + "31412be14f241742eabcfe2ea4cf084aab3bed08",
        ),
        source="Gandi docs, Authentication",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
    ),
)
