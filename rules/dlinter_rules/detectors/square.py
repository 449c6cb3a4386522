"""Square: access tokens and OAuth secrets."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="square-access-token",
        provider="Square",
        title="Square access token",
        pattern=r"EAAA[lE][A-Za-z0-9_-]{59}",
        keywords=("eaaa",),
        matches=(
            'SQUARE_ACCESS_TOKEN="EAAA' + 'E4dmg5Zip1YlKjJg5uG8OoTwLpSQAfZLAJ4lR0KKrJGIUFStN7ZyhZ0lRq9b"',
            "Authorization: Bearer EAAA" + "EcmX8N4qU1TiWm7OeKy4tSYCP295TeGsPLt8dGFKH7jzRDPfPhJNi3hVYQ8i",
        ),
        misses=(
            'SQUARE_ACCESS_TOKEN="EAAA' + 'E4dmg5Zip1YlKjJg5uG8OoTwLpSQAfZLAJ4lR0KKrJGIUFStN7ZyhZ0lRq9"',
            'SQUARE_ACCESS_TOKEN="EAAA' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Square docs, Access tokens and other Square credentials",
        validate=_mixed,
        min_entropy=4.0,
        security_severity=9.0,
    ),
    Detector(
        id="square-personal-access-token",
        provider="Square",
        title="Square personal access token (older form)",
        pattern=r"sq0atp-[A-Za-z0-9_-]{22}",
        keywords=("sq0atp-",),
        matches=(
            'SQUARE_ACCESS_TOKEN="sq0atp-' + 'aSlmzvanIO0scv4ec4uJEI"',
            "Authorization: Bearer sq0atp-" + "6yAJeD7ASK32To99dtxuOx",
        ),
        misses=(
            'SQUARE_ACCESS_TOKEN="sq0atp-' + 'aSlmzvanIO0scv4ec4uJE"',
            'SQUARE_ACCESS_TOKEN="sq0atp-' + 'xxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Square docs, Access tokens and other Square credentials",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="square-oauth-secret",
        provider="Square",
        title="Square application secret",
        pattern=r"sq0csp-[A-Za-z0-9_-]{43}",
        keywords=("sq0csp-",),
        matches=(
            'SQUARE_APPLICATION_SECRET="sq0csp-' + 'VVl6I8RQb6rqKuAhMQDEMnWJsF2sc4o8wkMMowLLtqx"',
            "Authorization: Bearer sq0csp-" + "ZnRW2L2HncyrFYMweltjTFMSuHY8xrcLCl103gfZ417",
        ),
        misses=(
            'SQUARE_APPLICATION_SECRET="sq0csp-' + 'VVl6I8RQb6rqKuAhMQDEMnWJsF2sc4o8wkMMowLLtq"',
            'SQUARE_APPLICATION_SECRET="sq0csp-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Square docs, Access tokens and other Square credentials",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="square-sandbox-access-token",
        provider="Square",
        title="Square sandbox access token",
        pattern=r"sandbox-sq0atb-[A-Za-z0-9_-]{22}|sandbox-sq0csb-[A-Za-z0-9_-]{43}",
        keywords=("sandbox-sq0",),
        matches=(
            'SQUARE_ACCESS_TOKEN="sandbox-sq0atb-' + 'QlPO6xhtbKojTVDQ30Hylf"',
            "Authorization: Bearer sandbox-sq0csb-" + "EmoiqdHA0k1AOKMHtO2L9xjfZOEchmNnxf4v2Pypj0Y",
        ),
        misses=(
            'SQUARE_ACCESS_TOKEN="sandbox-sq0atb-' + 'QlPO6xhtbKojTVDQ30Hyl"',
            'SQUARE_ACCESS_TOKEN="sandbox-sq0atb-' + 'xxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Square docs, Access tokens and other Square credentials",
        min_entropy=3.0,
        security_severity=4.0,
    ),
)
