"""Webex: bot tokens and client secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="webex-access-token",
        provider="Webex",
        title="Webex access token",
        pattern=assigned(r"webex|ciscospark|spark_token",
            r"[A-Za-z0-9]{64}_[A-Z0-9]{4}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("webex", "ciscospark", "spark_token"),
        matches=(
            'WEBEX_ACCESS_TOKEN="'
            + 'PF7MTQXlNSn8o8Lk8jNmTL7xOSncnP6PDdM9wcpEJc7x8ZxY3NyMArU1NzNjht5v_D8BZ_76fcda71-eee5-afd0-7532-5b8f03f9caa9"',
            "  webex_access_token: "
            + "3bVpju73aPZMVUpxMnHM32Fx0waCqSUD6Uhr4B84ynwrWDTKtjcaSRd8vIVjLBTU_7KGK_39452229-acb0-1db9-c0fa-b52f4284023d",
        ),
        misses=(
            'WEBEX_ACCESS_TOKEN="'
            + 'PF7MTQXlNSn8o8Lk8jNmTL7xOSncnP6PDdM9wcpEJc7x8ZxY3NyMArU1NzNjht5v_D8BZ_76fcda71-eee5-afd0-7532-5b8f03f9caa"',
            'WEBEX_ACCESS_TOKEN="'
            + 'XX0XXXXxXXx0x0Xx0xXxXX0xXXxxxX0XXxX0xxxXXx0x0XxX0XxXXxX0XxXxxx0x_X0XX_00xxxx00-xxx0-xxx0-0000-0x0x00x0xxx0"',
            "REVISION="
            + "PF7MTQXlNSn8o8Lk8jNmTL7xOSncnP6PDdM9wcpEJc7x8ZxY3NyMArU1NzNjht5v_D8BZ_76fcda71-eee5-afd0-7532-5b8f03f9caa9",
        ),
        source="Webex docs, Bots and access tokens",
        min_entropy=3.0,
        security_severity=7.5,
    ),
    Detector(
        id="webex-client-secret",
        provider="Webex",
        title="Webex integration client secret",
        pattern=assigned(r"webex_client_secret|webex_secret", r"[0-9a-f]{64}"),
        keywords=("webex_client_secret", "webex_secret"),
        matches=(
            'WEBEX_CLIENT_SECRET="' + '1e6ebd0b448b7b0fc12232e12479da2f4492b916b65c9e476c3ec7bf04b49550"',
            "  webex_client_secret: " + "9c1d156a2b02292eeb8e5698ff6961a6265ec97a76992719baee5c896a16c638",
        ),
        misses=(
            'WEBEX_CLIENT_SECRET="' + '1e6ebd0b448b7b0fc12232e12479da2f4492b916b65c9e476c3ec7bf04b4955"',
            'WEBEX_CLIENT_SECRET="' + '0x0xxx0x000x0x0xx00000x00000xx0x0000x000x00x0x000x0xx0xx00x00000"',
            "REVISION=" + "1e6ebd0b448b7b0fc12232e12479da2f4492b916b65c9e476c3ec7bf04b49550",
        ),
        source="Webex docs, Integrations",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
