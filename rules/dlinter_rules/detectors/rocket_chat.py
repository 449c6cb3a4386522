"""Rocket.Chat: personal access tokens and webhooks."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="rocketchat-access-token",
        provider="Rocket.Chat",
        title="Rocket.Chat access token",
        pattern=assigned(r"rocketchat|rocket_chat|x-auth-token", r"[A-Za-z0-9_-]{43}"),
        keywords=("rocketchat", "rocket_chat", "x-auth-token"),
        matches=(
            'ROCKETCHAT_TOKEN="' + 'IMWOc1alU8ClrI3z7GmNAse3k012lVdVI8Gq1uLejTN"',
            "  rocketchat_token: " + "Hbm8gZbFVZDpYShSjXY5ftJ29aLVczRj0XfXAU4EKdz",
        ),
        misses=(
            'ROCKETCHAT_TOKEN="' + 'IMWOc1alU8ClrI3z7GmNAse3k012lVdVI8Gq1uLejT"',
            'ROCKETCHAT_TOKEN="' + 'XXXXx0xxX0XxxX0x0XxXXxx0x000xXxXX0Xx0xXxxXX"',
            "REVISION=" + "IMWOc1alU8ClrI3z7GmNAse3k012lVdVI8Gq1uLejTN",
        ),
        source="Rocket.Chat docs, Personal access tokens",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
