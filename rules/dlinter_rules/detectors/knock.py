"""Knock: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="knock-secret-key",
        provider="Knock",
        title="Knock secret key",
        pattern=assigned(r"knock", r"sk_(?:live_|test_)?[A-Za-z0-9_-]{43}"),
        keywords=("knock",),
        matches=(
            'KNOCK_API_KEY="' + 'sk_live_' + '0xrA2MSCAdw1G37zIB49U69jfHV3ZvvG2onH3VpkC5X"',
            "  knock_api_key: " + "sk_aWUmj5mXYWCIJ45vtg1MyIhpRkkqSlrXAfH4eNfjWVV",
        ),
        misses=(
            'KNOCK_API_KEY="' + 'sk_live_' + '0xrA2MSCAdw1G37zIB49U69jfHV3ZvvG2onH3VpkC5"',
            'KNOCK_API_KEY="' + 'xx_xxxx_0xxX0XXXXxx0X00xXX00X00xxXX0XxxX0xxX0XxxX0X"',
            "REVISION=" + "sk_live_" + "0xrA2MSCAdw1G37zIB49U69jfHV3ZvvG2onH3VpkC5X",
        ),
        source="Knock docs, API keys",
        validate=_mixed,
        min_entropy=4.2,
        security_severity=7.5,
    ),
)
