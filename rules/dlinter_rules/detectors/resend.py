"""Resend: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="resend-api-key",
        provider="Resend",
        title="Resend API key",
        pattern=r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,28}",
        keywords=("re_",),
        matches=(
            'RESEND_API_KEY="re_' + '46zBMydT_zrphvxDA8T2esUDa6njW6Wo"',
            "Authorization: Bearer re_" + "vQM2lU8m_h1EwU6Dvps6KoftBiV9kQ",
        ),
        misses=(
            'RESEND_API_KEY="re_' + 'xxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Resend docs, API keys",
        validate=_mixed,
        min_entropy=3.8,
    ),
)
