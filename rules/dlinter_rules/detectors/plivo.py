"""Plivo: auth tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="plivo-auth-token",
        provider="Plivo",
        title="Plivo auth token",
        pattern=assigned(r"plivo", r"[A-Za-z0-9]{40}"),
        keywords=("plivo",),
        matches=(
            'PLIVO_AUTH_TOKEN="' + 'dCFMfEth4O5bW6kwDeQe3OqJzZmw7zy4amZqrcVf"',
            "  plivo_auth_token: " + "2XtcygU3uRCEm60rL1blq0tE2vJ4VKD9aXZwkvHr",
        ),
        misses=(
            'PLIVO_AUTH_TOKEN="' + 'dCFMfEth4O5bW6kwDeQe3OqJzZmw7zy4amZqrcV"',
            'PLIVO_AUTH_TOKEN="' + 'xXXXxXxx0X0xX0xxXxXx0XxXxXxx0xx0xxXxxxXx"',
            "REVISION=" + "dCFMfEth4O5bW6kwDeQe3OqJzZmw7zy4amZqrcVf",
        ),
        source="Plivo docs, API credentials",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
