"""Fly.io: macaroon tokens and older access tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="fly-macaroon-token",
        provider="Fly.io",
        title="Fly.io access token",
        pattern=r"fm[12][ar]?_[A-Za-z0-9+/_-]{60,}={0,3}",
        keywords=("fm1_", "fm2_", "fm1a", "fm1r", "fm2a", "fm2r"),
        matches=(
            'FLY_API_TOKEN="FlyV1 fm2r'
            + '_ChShc7DautvW6j8BdNhJeDzfrMMSG9OT7yZMKewp1vu2et1iwG8FsphNDZQ6fs/S"',
            "Authorization: FlyV1 fm1r"
            + "_3sfkeAWSbLyoH42B0DlQhuBl29d2M5qeq6XtxntDuaRY60sL5v7UlqNRBgfqiAr1=",
        ),
        misses=(
            'FLY_API_TOKEN="FlyV1 fm2r'
            + '_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/x"',
        ),
        source="Fly.io docs, Access tokens (macaroons)",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="fly-legacy-access-token",
        provider="Fly.io",
        title="Fly.io personal access token",
        pattern=r"fo1_[A-Za-z0-9_-]{43}",
        keywords=("fo1_",),
        matches=(
            'FLY_API_TOKEN="fo1_' + '6ERvykBmVRGMCBJYP2S8Eu4kIvgxk6D9oui47mIwoTc"',
            "Authorization: Bearer fo1_" + "YQ13H2wH0pfzNnz2LnPKPlIiId4kCkS1aKCw0r07ln7",
        ),
        misses=(
            'FLY_API_TOKEN="fo1_' + '6ERvykBmVRGMCBJYP2S8Eu4kIvgxk6D9oui47mIwoT"',
            'FLY_API_TOKEN="fo1_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Fly.io docs, Access tokens",
        min_entropy=3.0,
        security_severity=8.5,
    ),
)
