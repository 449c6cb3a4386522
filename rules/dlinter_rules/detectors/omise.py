"""Omise: secret keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret[5:], digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="omise-live-secret-key",
        provider="Omise",
        title="Omise live secret key",
        pattern=r"skey_(?:live_)?[0-9a-z]{19}",
        keywords=("skey_",),
        matches=(
            'OMISE_SECRET_KEY="skey_' + 'ofusitafl87okp8z07y"',
            "Authorization: Bearer skey_" + "live_khvv9bh5dejknq84rpk",
        ),
        misses=(
            'OMISE_SECRET_KEY="skey_' + 'ofusitafl87okp8z07"',
            'OMISE_SECRET_KEY="skey_' + 'xxxxxxxxxxxxxxxxxxx"',
        ),
        source="Omise docs, API keys",
        validate=_mixed,
        min_entropy=3.4,
        security_severity=8.8,
    ),
    Detector(
        id="omise-test-secret-key",
        provider="Omise",
        title="Omise test secret key",
        pattern=r"skey_test_[0-9a-z]{19}",
        keywords=("skey_test_",),
        matches=(
            'OMISE_SECRET_KEY="skey_test_' + 'cqcvo8ft1uzdvd8stco"',
            "Authorization: Bearer skey_test_" + "zi7a6onam2hnbc81qmv",
        ),
        misses=(
            'OMISE_SECRET_KEY="skey_test_' + 'cqcvo8ft1uzdvd8stc"',
            'OMISE_SECRET_KEY="skey_test_' + 'xxxxxxxxxxxxxxxxxxx"',
        ),
        source="Omise docs, API keys",
        min_entropy=3.4,
        security_severity=4.0,
    ),
)
