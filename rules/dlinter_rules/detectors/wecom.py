"""WeCom (WeChat Work): group robot webhooks."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="wecom-robot-webhook",
        provider="WeCom",
        title="WeCom group robot webhook",
        pattern=r"qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=(?P<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
        keywords=("qyapi.weixin.qq.com/cgi-bin/webhook",),
        matches=(
            'HOOK="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=' + "4cab744a-2592-f8dc"
            + '-1b58-20ce425f5a2e"',
        ),
        misses=(
            'HOOK="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=' + "4cab744a-2592-f8dc"
            + '-1b58-20ce425f5a2"',
            'HOOK="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=' + "4cab744a-2592-f8dc"
            + '-xxxx-xxxxxxxxxxxx"',
        ),
        source="WeCom docs, Group robot configuration",
        min_entropy=3.0,
        security_severity=5.0,
    ),
)
