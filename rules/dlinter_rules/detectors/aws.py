"""Amazon Web Services: access keys, session tokens, service keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import decode_base64, mixes
from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_random


def _mixed(secret: str) -> bool:
    """Random 40 characters hold all classes; a path, a hex digest or a sentence does not."""
    return mixes(secret, digits=2, lower=4, upper=4) and secret.count("/") <= 6


def _drawn(secret: str) -> bool:
    """As `_mixed`, for a value that its name tells: of random ones every hundredth has fewer than two
    digits."""
    return _mixed(secret) or (
        mixes(secret, digits=0, lower=4, upper=4) and secret.count("/") <= 6 and is_random(secret)
    )


def _smtp(secret: str) -> bool:
    """33 bytes, the first of them the version 4."""
    data = decode_base64(secret)
    return data is not None and len(data) == 33 and data[0] == 4


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="aws-access-key-id",
        provider="Amazon Web Services",
        title="AWS access key id",
        pattern=r"(?:AKIA|ABIA|ACCA)[A-Z2-7]{16}",
        keywords=("akia", "abia", "acca"),
        matches=(
            'AWS_ACCESS_KEY_ID="ABIA' + 'AP4JBWPTRCYKCGRU"',
            "aws_access_key_id = AKIA" + "E4JIO7Y637B7OX4G",
        ),
        misses=(
            'AWS_ACCESS_KEY_ID="ABIA' + 'AP4JBWPTRCYKCGR"',
            'AWS_ACCESS_KEY_ID="ABIA' + 'xxxxxxxxxxxxxxxx"',
        ),
        source="AWS IAM user guide, IAM identifiers: understanding unique ID prefixes",
        min_entropy=3.0,
        security_severity=2.5,
        pair="aws-secret-access-key",
    ),
    Detector(
        id="aws-temporary-access-key-id",
        provider="Amazon Web Services",
        title="AWS temporary access key id",
        pattern=r"ASIA[A-Z2-7]{16}",
        keywords=("asia",),
        matches=(
            'AWS_ACCESS_KEY_ID="ASIA' + 'RUOMAJ6OQ6JF6TD7"',
            "aws_access_key_id = ASIA" + "EXUA4IVKGFHX4Z7R",
        ),
        misses=(
            'AWS_ACCESS_KEY_ID="ASIA' + 'RUOMAJ6OQ6JF6TD"',
            'AWS_ACCESS_KEY_ID="ASIA' + 'xxxxxxxxxxxxxxxx"',
        ),
        source="AWS IAM user guide, IAM identifiers: understanding unique ID prefixes",
        min_entropy=3.0,
        security_severity=2.0,
        pair="aws-secret-access-key",
    ),
    Detector(
        id="aws-secret-access-key",
        provider="Amazon Web Services",
        title="AWS secret access key",
        pattern=assigned(r"aws[A-Za-z0-9_.\- ]{0,20}secret|secret[_.\- ]?access[_.\- ]?key|aws_sec",
            r"[A-Za-z0-9/+]{40}"),
        keywords=("secret", "aws_sec"),
        matches=(
            'AWS_SECRET_ACCESS_KEY="' + 'OOKpPWMySgxFcAyUXWr3PdQe0hmKCgfdN06FXUti"',
            "  aws_secret_access_key: " + "1bRtAwmUfVPIpejKTCvUdsJSeMOK64kgmf7py06j",
        ),
        misses=(
            'AWS_SECRET_ACCESS_KEY="' + 'OOKpPWMySgxFcAyUXWr3PdQe0hmKCgfdN06FXUt"',
            'AWS_SECRET_ACCESS_KEY="' + 'XXXxXXXxXxxXxXxXXXx0XxXx0xxXXxxxX00XXXxx"',
            "REVISION=" + "OOKpPWMySgxFcAyUXWr3PdQe0hmKCgfdN06FXUti",
        ),
        source="AWS IAM user guide, Managing access keys (40 characters)",
        validate=_drawn,
        min_entropy=4.0,
        security_severity=9.5,
        pair="aws-access-key-id",
    ),
    Detector(
        id="aws-secret-access-key-beside-its-id",
        provider="Amazon Web Services",
        title="AWS secret access key",
        pattern=r"(?:AKIA|ABIA|ACCA|ASIA)[A-Z0-9]{16}[^A-Za-z0-9/+][\x01-\xff]{0,80}?(?:[^A-Za-z0-9/+]|AQAAABAAA )(?P<secret>[A-Za-z0-9/+]{40})",
        matches=('client("s3", "AKIA' + 'E4JIO7Y637B7OX4G", "kV9x2Lq8Zr4TnW7bVJm6Pd1Gc3HsYw5Rt/8f7Qwk")',),
        misses=('image = "AKIA' + 'E4JIO7Y637B7OX4G", commit = "534da8859b1a1881370485f06adab168537e09df"',),
        source="AWS IAM user guide, Manage access keys",
        prefilter=r"(?:AKIA|ABIA|ACCA|ASIA)[A-Z0-9]{16}[^A-Za-z0-9/+]",
        accepts=_mixed,
        min_entropy=4.2,
        confidence="medium",
        security_severity=9.0,
        pair="aws-access-key-id",
    ),
    Detector(
        id="aws-session-token",
        provider="Amazon Web Services",
        title="AWS session token",
        pattern=r"(?:FwoGZXIvYXdz|IQoJb3JpZ2lu|FQoGZXIvYXdz)[A-Za-z0-9/+]{80,}={0,2}",
        keywords=("fwogzxivyxdz", "iqojb3jpz2lu", "fqogzxivyxdz"),
        matches=(
            'AWS_SESSION_TOKEN="IQoJb3JpZ2lu'
            + 'FHI8qO17zX7hNDFhXnoUqpm8oWEM0ucDhaMSI2zndiAoNjKzv2wjLxsCsEZQ9gKlNvwR3rxSjpkUnFF8UBzd=="',
            "aws_session_token = FQoGZXIvYXdz"
            + "TITykf5xrE1mq9zJiQfZhmNFvHdtmT2w47dkQQWjuEwv5VZ7VWUftBskUkgXxjjEznVXNl3aHYFhdF13kicg=",
        ),
        misses=(
            'AWS_SESSION_TOKEN="IQoJb3JpZ2lu'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=="',
        ),
        source="AWS STS API reference, Credentials; the prefixes are base64 of the token's own header",
        min_entropy=3.0,
        security_severity=5.5,
    ),
    Detector(
        id="aws-mws-token",
        provider="Amazon Web Services",
        title="Amazon Marketplace Web Service token",
        pattern=r"amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        keywords=("amzn.mws.",),
        matches=(
            'MWS_AUTH_TOKEN="amzn.mws.' + 'f8fefae5-4771-24e4-5330-1c793acedcc5"',
            "Authorization: Bearer amzn.mws." + "9abe9572-cb05-a8ab-34dd-218464f07595",
        ),
        misses=(
            'MWS_AUTH_TOKEN="amzn.mws.' + 'f8fefae5-4771-24e4-5330-1c793acedcc"',
            'MWS_AUTH_TOKEN="amzn.mws.' + 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="Amazon MWS developer guide, authorization tokens",
        min_entropy=3.0,
    ),
    Detector(
        id="aws-bedrock-api-key",
        provider="Amazon Web Services",
        title="Amazon Bedrock long-term API key",
        pattern=r"ABSKQmVkcm9ja0FQSUtleS[A-Za-z0-9+/]{80,}={0,2}",
        keywords=("abskqmvkcm9ja0fqsutles",),
        matches=(
            'AWS_BEARER_TOKEN_BEDROCK="' + "ABSKQmVkcm9ja0FQSUtleS38bq9frg3UjSMMyU4vzMfli8tA2AUQn"
            + 'wLK4S7QBekzMxtVxMEsWNNLJA9hlvFUvzwXff8cUANohqHc0cKPXg="',
            "Authorization: Bearer " + "ABSKQmVkcm9ja0FQSUtleS"
            + "RDPxQyVOEsP4ncvHA3CMZHrIsAuEtid9nZPzgDk88PyuuJNG9PFaBN19Y91j2IaUIrbW4VHBuZiVioVX9G6g",
        ),
        misses=(
            "AWS_BEARER_TOKEN_BEDROCK=ABSKQmVkcm9ja0FQSUtleS0…",
        ),
        source="Amazon Bedrock user guide, API keys (base64 of BedrockAPIKey-…)",
        min_entropy=3.0,
    ),
    Detector(
        id="aws-bedrock-short-term-api-key",
        provider="Amazon Web Services",
        title="Amazon Bedrock short-term API key",
        pattern=r"bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/]{60,}={0,2}",
        keywords=("bedrock-api-key-ymvkcm9jay5hbwf6b25hd3muy29t",),
        matches=(
            'AWS_BEARER_TOKEN_BEDROCK="' + "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tZKhUZuyEnIh"
            + 'fghBmLyaQH3di6PfQIfUcozQoRGgePWvTRkDFmBYF35z5q78tApDS=="',
            "Authorization: Bearer " + "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tS1VyDrMrBwp"
            + "XaDu0DGbpmJ1mYnbAwub4q5DcFwnyttzCdJlKbrDCE9dQnPXXGxwb==",
        ),
        misses=(
            "AWS_BEARER_TOKEN_BEDROCK=bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t…",
        ),
        source="Amazon Bedrock user guide, API keys (base64 of a presigned URL)",
        min_entropy=3.0,
        security_severity=5.5,
    ),
    Detector(
        id="aws-appsync-api-key",
        provider="Amazon Web Services",
        title="AWS AppSync API key",
        pattern=r"da2-[a-z0-9]{26}",
        keywords=("da2-",),
        matches=(
            'APPSYNC_API_KEY="da2-' + '44qwuwck7kh6zith9qu2lurvsq"',
            "x-api-key: da2-" + "jfacddmsxz5s8bu7scuyk137fw",
        ),
        misses=(
            'APPSYNC_API_KEY="da2-' + '44qwuwck7kh6zith9qu2lurvs"',
            'APPSYNC_API_KEY="da2-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="AWS AppSync developer guide, API_KEY authorization",
        min_entropy=3.0,
        security_severity=6.0,
    ),
    Detector(
        id="aws-ses-smtp-password",
        provider="Amazon Web Services",
        title="Amazon SES SMTP password",
        pattern=assigned(r"ses_smtp|smtp_pass|email_host_password", r"B[A-Za-z0-9+/]{43}"),
        keywords=("ses_smtp", "smtp_pass", "email_host_password"),
        matches=(
            'SES_SMTP_PASSWORD="' + 'BNPZGcvVUXM0bVUeh4YyiCeBuqPcomoMl4hkx01HSaFe"',
            "  ses_smtp_password: " + "BIHy8NiNFa6k2KharpRH5dduk1MU6imIMBR61kuwKHSQ",
        ),
        misses=(
            'SES_SMTP_PASSWORD="' + 'BNPZGcvVUXM0bVUeh4YyiCeBuqPcomoMl4hkx01HSaF"',
            'SES_SMTP_PASSWORD="' + 'XXXXXxxXXXX0xXXxx0XxxXxXxxXxxxxXx0xxx00XXxXx"',
            "REVISION=" + "BNPZGcvVUXM0bVUeh4YyiCeBuqPcomoMl4hkx01HSaFe",
        ),
        source="Amazon SES developer guide, SMTP credentials (version byte 4 and an HMAC, base64)",
        validate=_smtp,
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
