"""Naver Cloud Platform: IAM keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="naver-cloud-iam-key",
        provider="Naver Cloud",
        title="Naver Cloud IAM access or secret key",
        pattern=r"ncp_iam_[A-Za-z0-9]{20,48}",
        keywords=("ncp_iam_",),
        matches=(
            'NCLOUD_SECRET_KEY="ncp_iam_' + 'cjhDRz9pUOwUXPJsxKULihcRhNBL7FG"',
            "Authorization: Bearer ncp_iam_" + "BMyJh7OlLOHcxQHaFAEF8t2lY0U96iRIGF6QVksXWd9xJVO",
        ),
        misses=(
            'NCLOUD_SECRET_KEY="ncp_iam_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Naver Cloud guide, IAM keys",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=8.5,
    ),
)
