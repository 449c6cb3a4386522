"""ntfy: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="ntfy-access-token",
        provider="ntfy",
        title="ntfy access token",
        pattern=r"tk_[a-z0-9]{29}",
        keywords=("tk_",),
        matches=(
            'NTFY_TOKEN="tk_' + '4awco1hh5eetwywpmpdpfujrrmm6n"',
            "Authorization: Bearer tk_" + "msehnonnqppxsy4d6xuolvtb01ria",
        ),
        misses=(
            'NTFY_TOKEN="tk_' + '4awco1hh5eetwywpmpdpfujrrmm6"',
            'NTFY_TOKEN="tk_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="ntfy docs, Access tokens",
        validate=_mixed,
        min_entropy=3.5,
        security_severity=5.5,
    ),
)
