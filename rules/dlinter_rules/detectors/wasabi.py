"""Wasabi: secret keys of the object store."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="wasabi-secret-key",
        provider="Wasabi",
        title="Wasabi secret key",
        pattern=assigned(r"wasabi", r"[A-Za-z0-9]{40}"),
        keywords=("wasabi",),
        matches=(
            'WASABI_SECRET_KEY="' + 'RxBmzRldnd21PMDMMAC3Jl3v9QXtBxh2J24wmzhE"',
            "  wasabi_secret_key: " + "HAn9KFhWXD4SmrjiSLNCn0T1aCJjuamfKOLyjhVo",
        ),
        misses=(
            'WASABI_SECRET_KEY="' + 'RxBmzRldnd21PMDMMAC3Jl3v9QXtBxh2J24wmzh"',
            'WASABI_SECRET_KEY="' + 'XxXxxXxxxx00XXXXXXX0Xx0x0XXxXxx0X00xxxxX"',
            "REVISION=" + "RxBmzRldnd21PMDMMAC3Jl3v9QXtBxh2J24wmzhE",
        ),
        source="Wasabi docs, Access keys",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
