"""Dwolla: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="dwolla-client-secret",
        provider="Dwolla",
        title="Dwolla client secret",
        pattern=assigned(r"dwolla", r"[A-Za-z0-9]{50}"),
        keywords=("dwolla",),
        matches=(
            'DWOLLA_SECRET="' + 'kC07VM8SeMq06qBD3QGNE6dz9cctWVTO9QmyFuiyiLk7kCjEF1"',
            "  dwolla_secret: " + "5NaJBflWFMB7N6LeiJSVEE8Kesf79ZAGpFyiaxCKu09SuFJUZB",
        ),
        misses=(
            'DWOLLA_SECRET="' + 'kC07VM8SeMq06qBD3QGNE6dz9cctWVTO9QmyFuiyiLk7kCjEF"',
            'DWOLLA_SECRET="' + 'xX00XX0XxXx00xXX0XXXX0xx0xxxXXXX0XxxXxxxxXx0xXxXX0"',
            "REVISION=" + "kC07VM8SeMq06qBD3QGNE6dz9cctWVTO9QmyFuiyiLk7kCjEF1",
        ),
        source="Dwolla docs, Client credentials",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
