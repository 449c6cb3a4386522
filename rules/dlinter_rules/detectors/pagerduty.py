"""PagerDuty: API keys and integration keys, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=1, upper=1)


def _mixed_1(secret: str) -> bool:
    return mixes(secret, digits=1, lower=1)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="pagerduty-api-key",
        provider="PagerDuty",
        title="PagerDuty API key",
        pattern=assigned(
            r"pager_?duty[_.\- ]?(?:rest[_.\- ]?)?(?:user[_.\- ]?)?(?:api|auth|access)?[_.\- ]?(?:key|token)", r"(?:[a-z]\+|[A-Za-z0-9_-]{2})[A-Za-z0-9_-]{18}"),
        keywords=("pagerduty", "pager_duty"),
        matches=(
            'PAGERDUTY_TOKEN="' + 'u+GY3K9rIcCEvUh1PFsS"',
            "  pagerduty_token: " + "u+369mN4cErVvIrwPa7l",
        ),
        misses=(
            'PAGERDUTY_TOKEN="' + 'u+GY3K9rIcCEvUh1P"',
            'PAGERDUTY_TOKEN="' + '0+000000000000000000"',
            "REVISION=" + "u+GY3K9rIcCEvUh1PFsS",
        ),
        source="PagerDuty developer docs, Authentication (20 characters)",
        validate=_mixed,
        min_entropy=3.2,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="pagerduty-integration-key",
        provider="PagerDuty",
        title="PagerDuty integration key",
        pattern=assigned(r"pager_?duty[_.\- ]?(?:routing|integration|service)[_.\- ]?key", r"[0-9a-z]{32}"),
        keywords=("pagerduty", "pager_duty"),
        matches=(
            'PAGERDUTY_ROUTING_KEY="' + '4644848996909d7b132ebba996d35f61"',
            "  pagerduty_routing_key: " + "d986bf442352fd69447453bbe99d73b9",
        ),
        misses=(
            'PAGERDUTY_ROUTING_KEY="' + '4644848996909d7b132ebba996d35"',
            'PAGERDUTY_ROUTING_KEY="' + '00000000000000000000000000000000"',
            "REVISION=" + "4644848996909d7b132ebba996d35f61",
        ),
        source="PagerDuty developer docs, Events API v2 (routing_key: 32 characters)",
        validate=_mixed_1,
        min_entropy=3.0,
        confidence="medium",
        security_severity=5.0,
    ),
)
