"""LINE: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="line-channel-access-token",
        provider="LINE",
        title="LINE channel access token",
        pattern=assigned(r"line_channel|channel_access_token|line_token", r"[A-Za-z0-9+/]{160,180}={0,2}"),
        keywords=("line_channel", "channel_access_token", "line_token"),
        matches=(
            'LINE_CHANNEL_ACCESS_TOKEN="'
            + 'bRSjzMLMgY4Tcrun4WqUxezcFPFu7De3Vc9drdwMaaced5rnxKw4ZS1k9CoFVmRJNjqf8LDmelieeKJsvDH8YGZN6D1lQ7L5oPrMw2iWJIPwOx1IXgSI0UbhyGffglj5YxnIzGzbUafasSIe4k8QiWpZ02yk7wnMa3pg="',
            "  line_channel_access_token: "
            + "HPnstUZa9VTMqSUNIUUz8l4e6s6oP0Gy6ICsJbZCV0uTe4qeFyGaAimyZJUXeVbEapIGgG9bJPERnjLHRA7YTBbMN56Srf3B8Y4hSpaXwsHtqys6pUCxfJQLyD86ZhBPocxSgwOkKtQLi3mAx3dylR876iJhR9xXvMDmTau",
        ),
        misses=(
            'LINE_CHANNEL_ACCESS_TOKEN="'
            + 'xXXxxXXXxX0Xxxxx0XxXxxxxXXXx0Xx0Xx0xxxxXxxxxx0xxxXx0XX0x0XxXXxXXXxxx0XXxxxxxxXXxxXX0XXXX0X0xX0X0xXxXx0xXXXXxXx0XXxXX0XxxxXxxxxx0XxxXxXxxXxxxxXXx0x0XxXxX00xx0xxXx0xx="',
            "REVISION="
            + "bRSjzMLMgY4Tcrun4WqUxezcFPFu7De3Vc9drdwMaaced5rnxKw4ZS1k9CoFVmRJNjqf8LDmelieeKJsvDH8YGZN6D1lQ7L5oPrMw2iWJIPwOx1IXgSI0UbhyGffglj5YxnIzGzbUafasSIe4k8QiWpZ02yk7wnMa3pg=",
        ),
        source="LINE Messaging API docs, Channel access token",
        min_entropy=4.5,
        security_severity=7.5,
    ),
)
