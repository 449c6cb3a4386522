"""OneSignal: REST API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="onesignal-rest-api-key",
        provider="OneSignal",
        title="OneSignal app or organization API key",
        pattern=r"os_v2_(?:app|org)_[a-z2-7]{103}",
        keywords=("os_v2_",),
        matches=(
            'ONESIGNAL_API_KEY="os_v2_org_'
            + '4sdeqaov7mkh7i3a3xadwtglnijl3wnqdf6dpwp6k4ykxiv45e5acsgt7el7xaqdhplzpmjyn4legjtjmahjmn2iepsdd4gtaxs65d6"',
            "Authorization: Bearer os_v2_org_"
            + "yvsfrjfllwpilmsdavox5kcjaaaq3fju2f77rw4namc3plgrnpy6rxtzvrdu34xsutplyqnawnrhacldtb674vmwrtf7xrrbzo43wwh",
        ),
        misses=(
            'ONESIGNAL_API_KEY="os_v2_org_'
            + '4sdeqaov7mkh7i3a3xadwtglnijl3wnqdf6dpwp6k4ykxiv45e5acsgt7el7xaqdhplzpmjyn4legjtjmahjmn2iepsdd4gtaxs65d"',
            'ONESIGNAL_API_KEY="os_v2_org_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="OneSignal docs, Keys and ids",
        min_entropy=3.0,
        security_severity=7.5,
    ),
    Detector(
        id="onesignal-legacy-api-key",
        provider="OneSignal",
        title="OneSignal REST API key (48 characters)",
        pattern=assigned(r"onesignal", r"[A-Za-z0-9]{48}"),
        keywords=("onesignal",),
        matches=(
            'ONESIGNAL_REST_API_KEY="' + 'fnCCS1OaYl5AQdjafB7zY19d1HRYvFaah4jkAZMv0QjiwOD0"',
            "  onesignal_rest_api_key: " + "GbAEOosPtrIDrZAeHnXPFz1EjCn88Hk317miST2eQawKVMSt",
        ),
        misses=(
            'ONESIGNAL_REST_API_KEY="' + 'fnCCS1OaYl5AQdjafB7zY19d1HRYvFaah4jkAZMv0QjiwOD"',
            'ONESIGNAL_REST_API_KEY="' + 'xxXXX0XxXx0XXxxxxX0xX00x0XXXxXxxx0xxXXXx0XxxxXX0"',
            "REVISION=" + "fnCCS1OaYl5AQdjafB7zY19d1HRYvFaah4jkAZMv0QjiwOD0",
        ),
        source="OneSignal docs, Keys and ids",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
