"""Modal: token ids and secrets."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="modal-token-id",
        provider="Modal",
        title="Modal token id",
        pattern=r"ak-[A-Za-z0-9]{22}",
        keywords=("ak-",),
        matches=(
            'MODAL_TOKEN_ID="ak-' + 'N27s307R6l0IqkzKSIetFp"',
            "Authorization: Bearer ak-" + "9NxI8SZlzfWlCkwqaPP3HO",
        ),
        misses=(
            'MODAL_TOKEN_ID="ak-' + 'N27s307R6l0IqkzKSIetF"',
            'MODAL_TOKEN_ID="ak-' + 'xxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Modal docs, User account config",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        security_severity=4.5,
        pair="modal-token-secret",
    ),
    Detector(
        id="modal-token-secret",
        provider="Modal",
        title="Modal token secret",
        pattern=r"as-[A-Za-z0-9]{22}",
        keywords=("as-",),
        matches=(
            'MODAL_TOKEN_SECRET="as-' + 'GEzQY53zDYDBaHFS3AU4LR"',
            "Authorization: Bearer as-" + "N9JiCTEAnaY3pAK4pC3keL",
        ),
        misses=(
            'MODAL_TOKEN_SECRET="as-' + 'GEzQY53zDYDBaHFS3AU4L"',
            'MODAL_TOKEN_SECRET="as-' + 'xxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Modal docs, User account config",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        pair="modal-token-id",
    ),
)
