"""DNSimple: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="dnsimple-api-token",
        provider="DNSimple",
        title="DNSimple API token",
        pattern=assigned(r"dnsimple", r"dnsimple_[au]_[A-Za-z0-9]{32}|[A-Za-z0-9]{32}"),
        keywords=("dnsimple",),
        matches=(
            'DNSIMPLE_TOKEN="' + 'yy2KN1WfAFvPusiNKHaJV9ZRHdC6Br4H"',
            "  dnsimple_token: " + "dnsimple_a_V7I9es3Hym85lDue2TF54qnhBAEiKJGj",
        ),
        misses=(
            'DNSIMPLE_TOKEN="' + 'yy2KN1WfAFvPusiNKHaJV9ZRHdC6Br4"',
            'DNSIMPLE_TOKEN="' + 'xx0XX0XxXXxXxxxXXXxXX0XXXxX0Xx0X"',
            "REVISION=" + "yy2KN1WfAFvPusiNKHaJV9ZRHdC6Br4H",
        ),
        source="DNSimple docs, API access tokens",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
    ),
)
