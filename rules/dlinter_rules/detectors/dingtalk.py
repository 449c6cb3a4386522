"""DingTalk: robot webhooks and their signing secrets."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="dingtalk-robot-webhook",
        provider="DingTalk",
        title="DingTalk robot webhook",
        pattern=r"oapi\.dingtalk\.com/robot/send\?access_token=(?P<secret>[0-9a-f]{64})",
        keywords=("oapi.dingtalk.com/robot/send",),
        matches=(
            'HOOK="https://oapi.dingtalk.com/robot/send?access_token=' + "c9378fef2b5474a5660847df2bbacf4c"
            + '70e7ed3cbe80d2c72df808068decc0eb"',
        ),
        misses=(
            'HOOK="https://oapi.dingtalk.com/robot/send?access_token=' + "c9378fef2b5474a5660847df2bbacf4c"
            + '70e7ed3cbe80d2c72df808068decc0e"',
            'HOOK="https://oapi.dingtalk.com/robot/send?access_token=' + "c9378fef2b5474a5660847df2bbacf4c"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="DingTalk docs, Custom robot access",
        min_entropy=3.0,
        security_severity=5.0,
    ),
    Detector(
        id="dingtalk-robot-secret",
        provider="DingTalk",
        title="DingTalk robot signing secret",
        pattern=r"SEC[0-9a-f]{64}",
        keywords=("sec",),
        matches=(
            'DINGTALK_SECRET="SEC' + 'e2b6b11d0ac917bd7cc2501383a64cb002b783e11b62889b5ce19c419024eab6"',
            "secret: SEC" + "16edc90e29dddb6b45d54cb17b730ea5f96e547b40e3a7013a9618cee8fdbabf",
        ),
        misses=(
            'DINGTALK_SECRET="SEC' + 'e2b6b11d0ac917bd7cc2501383a64cb002b783e11b62889b5ce19c419024eab"',
            'DINGTALK_SECRET="SEC' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="DingTalk docs, Custom robot security settings",
        min_entropy=3.3,
        security_severity=5.0,
    ),
)
