"""Mattermost: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mattermost-access-token",
        provider="Mattermost",
        title="Mattermost access token",
        pattern=assigned(r"mattermost|mm_token", r"[a-z0-9]{26}"),
        keywords=("mattermost", "mm_token"),
        matches=(
            'MATTERMOST_TOKEN="' + 'ig7unmshageh6q2jc8y425k67l"',
            "  mattermost_token: " + "2bwdcvgjaqvm47ywurqs5gvlk2",
        ),
        misses=(
            'MATTERMOST_TOKEN="' + 'ig7unmshageh6q2jc8y425k67"',
            'MATTERMOST_TOKEN="' + 'xx0xxxxxxxxx0x0xx0x000x00x"',
            "REVISION=" + "ig7unmshageh6q2jc8y425k67l",
        ),
        source="Mattermost docs, Personal access tokens (26 characters)",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        security_severity=7.5,
    ),
)
