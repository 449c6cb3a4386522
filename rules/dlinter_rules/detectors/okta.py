"""Okta: API tokens, OAuth client secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="okta-api-token",
        provider="Okta",
        title="Okta API token",
        pattern=assigned(r"okta|ssws", r"00[A-Za-z0-9_-]{40}"),
        keywords=("okta", "ssws"),
        matches=(
            'OKTA_API_TOKEN="' + '00TgR4JEZOzYoRMubOqQcOhvvxDxOmxjfhZOuxZ3mj"',
            "  okta_api_token: " + "0080tQ1q4xy2YFAN4pUDhNA5MAiIlzQutdxsTnyAjw",
        ),
        misses=(
            'OKTA_API_TOKEN="' + '00TgR4JEZOzYoRMubOqQcOhvvxDxOmxjfhZOuxZ3m"',
            'OKTA_API_TOKEN="' + '00XxX0XXXXxXxXXxxXxXxXxxxxXxXxxxxxXXxxX0xx"',
            "REVISION=" + "00TgR4JEZOzYoRMubOqQcOhvvxDxOmxjfhZOuxZ3mj",
        ),
        source="Okta docs, Create an API token",
        validate=_mixed,
        min_entropy=4.0,
        security_severity=9.0,
    ),
    Detector(
        id="okta-client-secret",
        provider="Okta",
        title="Okta OAuth client secret",
        pattern=assigned(r"okta_client_secret|okta_oauth2_client_secret|okta_secret",
            r"[A-Za-z0-9_-]{40}|[A-Za-z0-9_-]{64}"),
        keywords=("okta_client_secret", "okta_oauth2_client_secret", "okta_secret"),
        matches=(
            'OKTA_CLIENT_SECRET="' + 'hn921fnCH5SzvTI0sw7fdrhNHP8IFswvf2N3NM1I"',
            "  okta_client_secret: " + "SeepLuElKz12mYKM4J2ahRv6HAEGhGqkzXRAUi3t",
        ),
        misses=(
            'OKTA_CLIENT_SECRET="' + 'hn921fnCH5SzvTI0sw7fdrhNHP8IFswvf2N3NM1"',
            'OKTA_CLIENT_SECRET="' + 'xx000xxXX0XxxXX0xx0xxxxXXX0XXxxxx0X0XX0X"',
            "REVISION=" + "hn921fnCH5SzvTI0sw7fdrhNHP8IFswvf2N3NM1I",
        ),
        source="Okta docs, Client secrets",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
    ),
)
