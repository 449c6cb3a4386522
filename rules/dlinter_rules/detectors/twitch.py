"""Twitch: client secrets and user tokens, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=4)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="twitch-secret",
        provider="Twitch",
        title="Twitch client secret or access token",
        pattern=assigned(
            r"twitch[_.\- ]?(?:app|api|bot|chat|client|irc|oauth|access|user)?[_.\- ]?(?:secret|token|oauth|pass(?:word)?)", r"(?:oauth:)?[a-z0-9]{30}"),
        keywords=("twitch",),
        matches=(
            'TWITCH_CLIENT_SECRET="' + 'og9zicab7vjtz70v9g0rz9qtbej57n"',
            "  twitch_client_secret: " + "u6xltanfixzon69txw10mfeh7rvg2c",
        ),
        misses=(
            'TWITCH_CLIENT_SECRET="' + 'og9zicab7vjtz70v9g0rz9qtbej"',
            'TWITCH_CLIENT_SECRET="' + '000000000000000000000000000000"',
            "REVISION=" + "og9zicab7vjtz70v9g0rz9qtbej57n",
        ),
        source="Twitch developer docs, Authentication (30 characters)",
        validate=_mixed,
        min_entropy=3.4,
        confidence="medium",
        security_severity=6.5,
    ),
)
