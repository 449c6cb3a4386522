"""Pusher: app secrets of Channels, keys of Beams."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="pusher-app-secret",
        provider="Pusher",
        title="Pusher Channels app secret",
        pattern=assigned(r"pusher_app_secret|pusher_secret", r"[0-9a-f]{20}"),
        keywords=("pusher_app_secret", "pusher_secret"),
        matches=(
            'PUSHER_APP_SECRET="' + '102cfeb3a7a8f252123e"',
            "  pusher_app_secret: " + "97085ee3a45c58b67233",
        ),
        misses=(
            'PUSHER_APP_SECRET="' + '102cfeb3a7a8f252123"',
            'PUSHER_APP_SECRET="' + '000xxxx0x0x0x000000x"',
            "REVISION=" + "102cfeb3a7a8f252123e",
        ),
        source="Pusher docs, App keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.5,
    ),
    Detector(
        id="pusher-beams-secret",
        provider="Pusher",
        title="Pusher Beams secret key",
        pattern=assigned(r"pusher_beams|beams_secret", r"[0-9A-F]{64}"),
        keywords=("pusher_beams", "beams_secret"),
        matches=(
            'PUSHER_BEAMS_SECRET_KEY="' + '9B1515AE1887ABDECE0CE9476240629EB5D7E38484E8CD2D71F9C859CF18549F"',
            "  pusher_beams_secret_key: "
            + "42AD0F0D1F22FA10CC62171D81247A53BE785FA9F9D7193861F17D55DE85B561",
        ),
        misses=(
            'PUSHER_BEAMS_SECRET_KEY="' + '9B1515AE1887ABDECE0CE9476240629EB5D7E38484E8CD2D71F9C859CF18549"',
            'PUSHER_BEAMS_SECRET_KEY="' + '0X0000XX0000XXXXXX0XX0000000000XX0X0X00000X0XX0X00X0X000XX00000X"',
            "REVISION=" + "9B1515AE1887ABDECE0CE9476240629EB5D7E38484E8CD2D71F9C859CF18549F",
        ),
        source="Pusher docs, Beams keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
