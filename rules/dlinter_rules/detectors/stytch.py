"""Stytch: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="stytch-secret",
        provider="Stytch",
        title="Stytch secret",
        pattern=r"secret-(?:live|test)-[A-Za-z0-9_-]{35}=",
        keywords=("secret-",),
        matches=(
            'STYTCH_SECRET="secret-' + 'live-1xeAOQoVezt838ChV4bX3uyESOyWozdTVY7="',
            "Authorization: Bearer secret-" + "live-l4xSt4iA8mUPcnshuCPZSmP6GQaDSwSnj7A=",
        ),
        misses=(
            'STYTCH_SECRET="secret-' + 'live-1xeAOQoVezt838ChV4bX3uyESOyWozdTVY7"',
            'STYTCH_SECRET="secret-' + 'xxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx="',
        ),
        source="Stytch docs, API keys",
        min_entropy=3.0,
        security_severity=8.5,
    ),
)
