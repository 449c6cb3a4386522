"""Sumo Logic: access keys and the addresses of HTTP sources."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="sumo-logic-access-key",
        provider="Sumo Logic",
        title="Sumo Logic access key",
        pattern=assigned(r"sumo(?:_?logic)?[_.\- ]?(?:access|api)?[_.\- ]?key", r"[A-Za-z0-9]{64}"),
        keywords=("sumo",),
        matches=(
            'SUMOLOGIC_ACCESS_KEY="' + 'V87T0NBHxEY4gsa8Y3sH4DV0uKdQlmg2ur3ToxAyvMJln4bgJP9IN9zYMxpPRWtc"',
            "  sumologic_access_key: " + "Jf47UHw8UjseT9MJiFo269tk2Usjq2hrD9zzBgqNh7zjF4EJuHwXXeYzKYCxviID",
        ),
        misses=(
            'SUMOLOGIC_ACCESS_KEY="' + 'V87T0NBHxEY4gsa8Y3sH4DV0uKdQlmg2ur3ToxAyvMJln4bgJP9IN9zYMxpPR"',
            'SUMOLOGIC_ACCESS_KEY="' + '0000000000000000000000000000000000000000000000000000000000000000"',
            "REVISION=" + "V87T0NBHxEY4gsa8Y3sH4DV0uKdQlmg2ur3ToxAyvMJln4bgJP9IN9zYMxpPRWtc",
        ),
        source="Sumo Logic docs, Access keys (64 characters)",
        validate=_mixed,
        min_entropy=4.0,
        security_severity=7.5,
    ),
    Detector(
        id="sumo-logic-http-source",
        provider="Sumo Logic",
        title="Sumo Logic HTTP source address",
        pattern=r"\.sumologic\.(?:com|net)/receiver/v1/(?:http|otlp)/(?P<secret>[A-Za-z0-9_-]{60,200})",
        keywords=(".sumologic.",),
        matches=(
            "SUMO_URL=https://endpoint1.collection.us2.sumologic.com/receiver/v1/http/1ko"
            + "Oo4ghaFiNY40Da7mlnSWERFGt3yfF0hCV6USbJPiOqXKkjYkD1FHX7iMeJ6SPk7JPedhPJJanv8OibIaLNe==",
            'x = "https://endpoint1.collection.us2.sumologic.com/receiver/v1/http/auA'
            + '934oWMZuGEHtekMrlHhNh3q1UM4U8EO8p6y1yDVGQBhvOUfaWbGL3wXfBiAFvf8Ql9beMCHCVRePDjdxhxQ=="',
        ),
        misses=(
            'SUMO_URL="https://endpoint1.collection.us2.sumologic.com/receiver/v1/http/1ko'
            + 'Oo4ghaFiNY40Da7mlnSWERFGt3yfF0hCV6USbJPiOq"',
            'SUMO_URL="https://endpoint1.collection.us2.sumologic.com/receiver/v1/http/1ko'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=="',
        ),
        source="Sumo Logic docs, HTTP Logs and Metrics source",
        min_entropy=4.0,
        security_severity=5.0,
    ),
)
