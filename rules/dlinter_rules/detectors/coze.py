"""Coze: personal access tokens."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="coze-personal-access-token",
        provider="Coze",
        title="Coze personal access token",
        pattern=r"pat_[A-Za-z0-9]{64}",
        keywords=("pat_",),
        matches=(
            'COZE_API_TOKEN="pat_' + '0PzfC7bWGxQ7NWZO3f4ux8ijAGjbSA5SHGhJJBVnuUAn85D5cAJolw5cXBWHtYqO"',
            "Authorization: Bearer pat_" + "x0pAA9klKZ5qWDrPbcbtv8iyMfxelajyP1Cbd0P3XadnjWT0oDYllJGyRRfiDAue",
        ),
        misses=(
            'COZE_API_TOKEN="pat_' + '0PzfC7bWGxQ7NWZO3f4ux8ijAGjbSA5SHGhJJBVnuUAn85D5cAJolw5cXBWHtYq"',
            'COZE_API_TOKEN="pat_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Coze docs, Personal access tokens",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
    ),
)
