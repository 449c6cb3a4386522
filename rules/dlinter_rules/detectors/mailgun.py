"""Mailgun: API keys, signing keys, SMTP passwords."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mailgun-api-key",
        provider="Mailgun",
        title="Mailgun API key",
        pattern=r"key-[0-9a-f]{32}",
        keywords=("key-",),
        matches=(
            'MAILGUN_API_KEY="key-' + '631f3e5795ecc6457c4104e19c0e3914"',
            "Authorization: Bearer key-" + "73612e745958b0cb9ad6c80ff48e4f9e",
        ),
        misses=(
            'MAILGUN_API_KEY="key-' + '631f3e5795ecc6457c4104e19c0e391"',
            'MAILGUN_API_KEY="key-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Mailgun docs, API keys",
        min_entropy=3.0,
    ),
    Detector(
        id="mailgun-sending-key",
        provider="Mailgun",
        title="Mailgun private or sending key",
        pattern=assigned(r"mailgun|mg_api", r"[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}"),
        keywords=("mailgun", "mg_api"),
        matches=(
            'MAILGUN_API_KEY="' + '4008445bdb672ea82a9535773f58777b-ce639106-9f89c360"',
            "  mailgun_api_key: " + "b3e4fffc13dc87d4814ebea816cd51bb-79a97c20-256324ce",
        ),
        misses=(
            'MAILGUN_API_KEY="' + '4008445bdb672ea82a9535773f58777b-ce639106-9f89c36"',
            'MAILGUN_API_KEY="' + '0000000xxx000xx00x0000000x00000x-xx000000-0x00x000"',
            "REVISION=" + "4008445bdb672ea82a9535773f58777b-ce639106-9f89c360",
        ),
        source="Mailgun docs, API keys",
        min_entropy=3.0,
    ),
)
