"""Pushbullet: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="pushbullet-access-token",
        provider="Pushbullet",
        title="Pushbullet access token",
        pattern=assigned(r"pushbullet", r"o\.[A-Za-z0-9]{32}"),
        keywords=("pushbullet",),
        matches=(
            'PUSHBULLET_TOKEN="' + 'o.vHB9GMNYGWAl2wFMXgdvUPkrX52gVRYY"',
            "  pushbullet_token: " + "o.ZHgXf92eqw27IMmitfucS6uuijBrK9iq",
        ),
        misses=(
            'PUSHBULLET_TOKEN="' + 'o.vHB9GMNYGWAl2wFMXgdvUPkrX52gVRY"',
            'PUSHBULLET_TOKEN="' + 'x.xXX0XXXXXXXx0xXXXxxxXXxxX00xXXXX"',
            "REVISION=" + "o.vHB9GMNYGWAl2wFMXgdvUPkrX52gVRYY",
        ),
        source="Pushbullet API docs",
        min_entropy=3.8,
        security_severity=6.0,
    ),
)
