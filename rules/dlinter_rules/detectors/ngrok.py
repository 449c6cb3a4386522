"""ngrok: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="ngrok-authtoken",
        provider="ngrok",
        title="ngrok authtoken or API key",
        pattern=assigned(r"ngrok", r"[12][A-Za-z0-9]{26}_[A-Za-z0-9]{20,24}"),
        keywords=("ngrok",),
        matches=(
            'NGROK_AUTHTOKEN="' + '2TMAdyb8o7GdNClRltpR732lLKz_4IeHLB2pEVqL2i6Twahu"',
            "  ngrok_authtoken: " + "2gnjaXQItykUykfl7dJVixmtCUI_ksAk056Lss4fwBl4QNYYj",
        ),
        misses=(
            'NGROK_AUTHTOKEN="' + '2TMAdyb8o7GdNClRltpR732lLKz_4IeHLB2pEVqL2i6Twah"',
            'NGROK_AUTHTOKEN="' + '0XXXxxx0x0XxXXxXxxxX000xXXx_0XxXXX0xXXxX0x0Xxxxx"',
            "REVISION=" + "2TMAdyb8o7GdNClRltpR732lLKz_4IeHLB2pEVqL2i6Twahu",
        ),
        source="ngrok docs, Authtokens and API keys",
        min_entropy=4.0,
        security_severity=7.0,
    ),
)
