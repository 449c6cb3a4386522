"""iyzico: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="iyzico-secret-key",
        provider="iyzico",
        title="iyzico secret key",
        pattern=assigned(r"iyzi", r"(?:sandbox-)?[A-Za-z0-9]{32}"),
        keywords=("iyzi",),
        matches=(
            'IYZICO_SECRET_KEY="' + 'Ccn80DnGTvdTeLUKxC37U2GqnGrekpy8"',
            "  iyzico_secret_key: " + "26tiCdCNxXTsj3XDUKMg6PycoiHYC1DM",
        ),
        misses=(
            'IYZICO_SECRET_KEY="' + 'Ccn80DnGTvdTeLUKxC37U2GqnGrekpy"',
            'IYZICO_SECRET_KEY="' + 'Xxx00XxXXxxXxXXXxX00X0XxxXxxxxx0"',
            "REVISION=" + "Ccn80DnGTvdTeLUKxC37U2GqnGrekpy8",
        ),
        source="iyzico docs, API keys",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
    ),
)
