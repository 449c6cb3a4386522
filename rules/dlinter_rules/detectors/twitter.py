"""X (Twitter): bearer tokens, consumer secrets, access tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="twitter-bearer-token",
        provider="X (Twitter)",
        title="X (Twitter) bearer token",
        pattern=r"A{20,22}[A-Za-z0-9]{6,20}[A-Za-z0-9%]{20,60}%3D[A-Za-z0-9]{40,60}",
        keywords=("aaaaaaaaaaaaaaaaaaaa",),
        matches=(
            'TWITTER_BEARER_TOKEN="' + "AAAAAAAAAAAAAAAAAAAAAXon1kAAAAAAAoQ%2BUYDWMFr9NaA13sBeUE1"
            + 'NqeZ3%3Dt22jLKq2dWtu0seltnjVXHgKXAUs7CJlq1pG7V4Yc6KxEXXpY3"',
            "Authorization: Bearer " + "AAAAAAAAAAAAAAAAAAAAAxs0NfAAAAAAA1B%2BlDe9s8ojHFy7UlJvABP"
            + "ofPW1%3DkckJIlyiXRWkvHk3BevDlLJgq0sa0O3XaSS7fVZSI3RjdEbUvE",
        ),
        misses=(
            'TWITTER_BEARER_TOKEN="' + "AAAAAAAAAAAAAAAAAAAAAXon1kAAAAAAAoQ%2BUYDWMFr9NaA13sBeUE1"
            + 'xxxxx%xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="X developer docs, App-only authentication",
        min_entropy=3.6,
        security_severity=7.0,
    ),
    Detector(
        id="twitter-bearer-token-named",
        provider="X (Twitter)",
        title="X (Twitter) bearer token",
        pattern=assigned(r"twitter|x_api_bearer|x_bearer|x_api_token", r"A{18,22}[A-Za-z0-9%]{20,120}"),
        keywords=("twitter", "x_api_bearer", "x_bearer", "x_api_token"),
        matches=('TWITTER_BEARER="' + "AAAAAAAAAAAAAAAAAAAAANRXon1kAAoQUYDWMFr9NaA13sBeUE1"
            + 'NqeZ3t22jLKq2dWtu0seltnjVXH"',),
        misses=("twitter_data = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",),
        source="X developer docs, App-only authentication",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.0,
        loose_of=("twitter-bearer-token",),
    ),
    Detector(
        id="twitter-consumer-secret",
        provider="X (Twitter)",
        title="X (Twitter) API key secret",
        pattern=assigned(r"twitter_consumer_secret|twitter_api_secret|consumer_secret|twitter_secret",
            r"[A-Za-z0-9]{50}"),
        keywords=("twitter_consumer_secret", "twitter_api_secret", "consumer_secret", "twitter_secret"),
        matches=(
            'TWITTER_CONSUMER_SECRET="' + 'leCfG4o8Z00I3Crt70ZUmNT0JsgSHWOtDd7W0uHx43PNVIYnJ3"',
            "  twitter_consumer_secret: " + "n3yx29WZeJJL3govdHv0XxcGF8jQgdec0Ntb2zlynQ7tngthLp",
        ),
        misses=(
            'TWITTER_CONSUMER_SECRET="' + 'leCfG4o8Z00I3Crt70ZUmNT0JsgSHWOtDd7W0uHx43PNVIYnJ"',
            'TWITTER_CONSUMER_SECRET="' + 'xxXxX0x0X00X0Xxx00XXxXX0XxxXXXXxXx0X0xXx00XXXXXxX0"',
            "REVISION=" + "leCfG4o8Z00I3Crt70ZUmNT0JsgSHWOtDd7W0uHx43PNVIYnJ3",
        ),
        source="X developer docs, API key and secret (50 characters)",
        validate=_mixed,
        min_entropy=4.2,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="twitter-access-token",
        provider="X (Twitter)",
        title="X (Twitter) access token",
        pattern=assigned(r"twitter|access_token", r"[0-9]{8,20}-[A-Za-z0-9]{40}"),
        keywords=("twitter", "access_token"),
        matches=(
            'TWITTER_ACCESS_TOKEN="' + '709578219636931-A0mL4jBNDpJ22XBA7moy2qRBdtJAiYo9uhPgr8bR"',
            "  twitter_access_token: " + "847555133463-ur6ha6ZfQfvhN9DwcZjKToBrKL2xdB5s4pdGMmWn",
        ),
        misses=(
            'TWITTER_ACCESS_TOKEN="' + '709578219636931-A0mL4jBNDpJ22XBA7moy2qRBdtJAiYo9uhPgr8b"',
            'TWITTER_ACCESS_TOKEN="' + '000000000000000-X0xX0xXXXxX00XXX0xxx0xXXxxXXxXx0xxXxx0xX"',
            "REVISION=" + "709578219636931-A0mL4jBNDpJ22XBA7moy2qRBdtJAiYo9uhPgr8bR",
        ),
        source="X developer docs, Access token",
        validate=_mixed,
        min_entropy=4.0,
        security_severity=7.5,
    ),
    Detector(
        id="twitter-access-token-secret",
        provider="X (Twitter)",
        title="X (Twitter) access token secret",
        pattern=assigned(r"twitter_access_token_secret|access_token_secret|twitter_access_secret",
            r"[A-Za-z0-9]{45}"),
        keywords=("twitter_access_token_secret", "access_token_secret", "twitter_access_secret"),
        matches=(
            'TWITTER_ACCESS_TOKEN_SECRET="' + 'kDb1LmuzPaF3HfVJUzx9d4ZucULk95stlFtAyhhnYGfDs"',
            "  twitter_access_token_secret: " + "tILqgzIFnPos5fWwRwaU0RbYCJs8uW1rA9wWdB37jsrtT",
        ),
        misses=(
            'TWITTER_ACCESS_TOKEN_SECRET="' + 'kDb1LmuzPaF3HfVJUzx9d4ZucULk95stlFtAyhhnYGfD"',
            'TWITTER_ACCESS_TOKEN_SECRET="' + 'xXx0XxxxXxX0XxXXXxx0x0XxxXXx00xxxXxXxxxxXXxXx"',
            "REVISION=" + "kDb1LmuzPaF3HfVJUzx9d4ZucULk95stlFtAyhhnYGfDs",
        ),
        source="X developer docs, Access token secret (45 characters)",
        validate=_mixed,
        min_entropy=4.2,
        confidence="medium",
        security_severity=7.5,
    ),
)
