"""Dropbox: access tokens and app secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="dropbox-access-token",
        provider="Dropbox",
        title="Dropbox access token",
        pattern=r"sl\.(?:u\.)?[A-Za-z0-9_-]{130,2000}",
        keywords=("sl.",),
        matches=(
            'DROPBOX_TOKEN="sl.'
            + 'u.aCqTvw2LxLvP9HQXMwC20e8CBSQ8wImMWFd9IuOldnq9VWD3VXWHbYJGMCzbTOv8S8vtv9ZDlWTnkfz4rkuzjM1nLyy3pBrr8mCm8FbdXeMl5xVFN3W1XP2VCGFOKfO45Wy0j3VtG6Yd"',
            "Authorization: Bearer sl."
            + "u.aO4ivK6zKg7utSCZSVUZ77CmBjU3MqFblrRV9DVTr04NrjRknt8Fttxu23W4dCC54J49GdB61JZhMd47eRbLs2smBRTKuNVMUBT8bOhLOIAfyn4pm1ireQNGyDgjNmP3VHDiUcRpjX5K",
        ),
        misses=(
            'DROPBOX_TOKEN="sl.' + 'u.aCqTvw2LxLvP9HQXMwC20e8CBSQ8wImMWFd9IuOldnq9VWD3VXWHbYJGMCzbTOv8S8vtv"',
            'DROPBOX_TOKEN="sl.'
            + 'x.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Dropbox developer docs, OAuth guide (short-lived tokens begin with sl.)",
        min_entropy=4.5,
        security_severity=7.5,
    ),
    Detector(
        id="dropbox-app-secret",
        provider="Dropbox",
        title="Dropbox app secret",
        pattern=assigned(r"dropbox[_.\- ]?(?:app|client)?[_.\- ]?secret", r"[a-z0-9]{15}"),
        keywords=("dropbox",),
        matches=(
            'DROPBOX_APP_SECRET="' + 'jeahpk8ksdwd35w"',
            "  dropbox_app_secret: " + "qm1c41fxf441k44",
        ),
        misses=(
            'DROPBOX_APP_SECRET="' + 'jeahpk8ksdwd"',
            'DROPBOX_APP_SECRET="' + '000000000000000"',
            "REVISION=" + "jeahpk8ksdwd35w",
        ),
        source="Dropbox developer docs, OAuth guide (15 characters)",
        validate=_mixed,
        min_entropy=2.4,
        confidence="medium",
        security_severity=7.0,
    ),
)
