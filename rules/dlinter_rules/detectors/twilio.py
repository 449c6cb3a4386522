"""Twilio: auth tokens, API keys and their secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="twilio-api-key-sid",
        provider="Twilio",
        title="Twilio API key SID",
        pattern=r"SK[0-9a-f]{32}",
        keywords=("sk0", "sk1", "sk2", "sk3", "sk4", "sk5", "sk6", "sk7", "sk8", "sk9", "ska", "skb", "skc",
            "skd", "ske", "skf"),
        matches=(
            'TWILIO_API_KEY="SKf68fc716' + '7e6b7f515a4241e5e58ee4cc"',
            "api_key: SK7f785f40" + "1d1106c865d4a32f2cb29d3a",
        ),
        misses=(
            'TWILIO_API_KEY="SKf68fc716' + '7e6b7f515a4241e5e58ee4c"',
            'TWILIO_API_KEY="SKf68fc716' + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Twilio docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=4.5,
        pair="twilio-api-key-secret",
    ),
    Detector(
        id="twilio-api-key-secret",
        provider="Twilio",
        title="Twilio API key secret",
        pattern=assigned(r"twilio_api_secret|twilio_api_key_secret|twilio_secret", r"[A-Za-z0-9]{32}"),
        keywords=("twilio_api_secret", "twilio_api_key_secret", "twilio_secret"),
        matches=(
            'TWILIO_API_SECRET="' + 'JiHxK7cfOyKunwygOpVrRpbP7H0AgpmZ"',
            "  twilio_api_secret: " + "PeqpSvC2DmiLtbrM9kEc94EtnsKgvXiY",
        ),
        misses=(
            'TWILIO_API_SECRET="' + 'JiHxK7cfOyKunwygOpVrRpbP7H0Agpm"',
            'TWILIO_API_SECRET="' + 'XxXxX0xxXxXxxxxxXxXxXxxX0X0XxxxX"',
            "REVISION=" + "JiHxK7cfOyKunwygOpVrRpbP7H0AgpmZ",
        ),
        source="Twilio docs, API keys",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=8.5,
        pair="twilio-api-key-sid",
    ),
    Detector(
        id="twilio-auth-token",
        provider="Twilio",
        title="Twilio auth token",
        pattern=assigned(r"twilio", r"[0-9a-f]{32}"),
        keywords=("twilio",),
        matches=(
            'TWILIO_AUTH_TOKEN="' + '85352cba10200b3a9dfd108a509a7a2b"',
            "  twilio_auth_token: " + "69331d50344298b4e4aa8671f45adfa8",
        ),
        misses=(
            'TWILIO_AUTH_TOKEN="' + '85352cba10200b3a9dfd108a509a7a2"',
            'TWILIO_AUTH_TOKEN="' + '00000xxx00000x0x0xxx000x000x0x0x"',
            "REVISION=" + "85352cba10200b3a9dfd108a509a7a2b",
        ),
        source="Twilio docs, Auth tokens and how to change them",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="twilio-account-credentials",
        provider="Twilio",
        title="Twilio account SID and auth token",
        pattern=r"AC[0-9a-f]{32}:(?P<secret>[0-9a-f]{32})",
        keywords=("ac0", "ac1", "ac2", "ac3", "ac4", "ac5", "ac6", "ac7", "ac8", "ac9", "aca", "acb", "acc",
            "acd", "ace", "acf"),
        matches=(
            "curl -u AC0a1b2c3d4e5f60718293a4b5c6d7e8f9:dc89e52409f463d3" + "6652756d44c9c897",
        ),
        misses=(
            "curl -u AC0a1b2c3d4e5f60718293a4b5c6d7e8f9:dc89e52409f463d3" + "6652756d44c9c89",
            "curl -u AC0a1b2c3d4e5f60718293a4b5c6d7e8f9:dc89e52409f463d3" + "xxxxxxxxxxxxxxxx",
        ),
        source="Twilio docs, HTTP basic authentication with account SID and auth token",
        min_entropy=3.0,
        security_severity=9.0,
    ),
)
