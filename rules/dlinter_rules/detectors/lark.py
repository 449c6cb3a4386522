"""Lark and Feishu: bot webhooks and app secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="lark-bot-webhook",
        provider="Lark",
        title="Lark or Feishu bot webhook",
        pattern=r"open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/(?P<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
        keywords=("open.feishu.cn/open-apis/bot", "open.larksuite.com/open-apis/bot"),
        matches=(
            'HOOK="https://open.feishu.cn/open-apis/bot/v2/hook/' + "7bfc9a51-8607-5166"
            + '-2ed7-0900cbaea6a3"',
        ),
        misses=(
            'HOOK="https://open.feishu.cn/open-apis/bot/v2/hook/' + "7bfc9a51-8607-5166"
            + '-2ed7-0900cbaea6a"',
            'HOOK="https://open.feishu.cn/open-apis/bot/v2/hook/' + "7bfc9a51-8607-5166"
            + '-xxxx-xxxxxxxxxxxx"',
        ),
        source="Lark docs, Custom bot usage guide",
        min_entropy=3.0,
        security_severity=5.0,
    ),
    Detector(
        id="lark-app-secret",
        provider="Lark",
        title="Lark or Feishu app secret",
        pattern=assigned(r"feishu|lark_app|lark_secret", r"[A-Za-z0-9]{32}"),
        keywords=("feishu", "lark_app", "lark_secret"),
        matches=(
            'FEISHU_APP_SECRET="' + 'ohvuaZqZJjb20bywckWzVjcAzFbLdBCw"',
            "  feishu_app_secret: " + "ZsTUzgGw1N1CzkpQ81NNpHYg8ZpcHvcU",
        ),
        misses=(
            'FEISHU_APP_SECRET="' + 'ohvuaZqZJjb20bywckWzVjcAzFbLdBC"',
            'FEISHU_APP_SECRET="' + 'xxxxxXxXXxx00xxxxxXxXxxXxXxXxXXx"',
            "REVISION=" + "ohvuaZqZJjb20bywckWzVjcAzFbLdBCw",
        ),
        source="Lark docs, App credentials",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
