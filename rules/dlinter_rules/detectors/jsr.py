"""JSR: access tokens."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="jsr-access-token",
        provider="JSR",
        title="JSR access token",
        pattern=r"jsr[dpu]_[A-Za-z0-9_-]{24,80}",
        keywords=("jsrd_", "jsrp_", "jsru_"),
        matches=(
            'JSR_TOKEN="jsru_' + 'ukVk7s4fTrb7HAK1M7oVtsTzALRkeCytYXwjkMjqxwKXsfwlLcfxivZ"',
            "Authorization: Bearer jsrp_" + "DExT21gBrQ9b98DEjEAhJ0goW24",
        ),
        misses=(
            'JSR_TOKEN="jsru_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="JSR docs, Publishing packages",
        validate=_mixed,
        min_entropy=3.0,
    ),
)
