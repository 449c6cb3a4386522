"""Mailchimp and Mandrill: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mailchimp-api-key",
        provider="Mailchimp",
        title="Mailchimp API key",
        pattern=r"[0-9a-f]{32}-us[0-9]{1,2}",
        keywords=("-us",),
        matches=(
            'MAILCHIMP_API_KEY="' + "8a1b6938fc1f57dcdd" + '179ff5eea6e2c0-us80"',
            "apikey: " + "b68305de9d5f3c3094" + "5a61ba01066a1c-us86",
        ),
        misses=(
            'MAILCHIMP_API_KEY="' + "8a1b6938fc1f57dcdd" + 'xxxxxxxxxxxxxx-xxxx"',
        ),
        source="Mailchimp Marketing API docs, Authentication (data center suffix)",
        min_entropy=3.0,
        security_severity=7.5,
    ),
    Detector(
        id="mandrill-api-key",
        provider="Mailchimp",
        title="Mandrill API key",
        pattern=r"md-[A-Za-z0-9_-]{22}",
        keywords=("md-",),
        matches=(
            'MANDRILL_API_KEY="md-' + 'Rb90wZRT5z7xgSaoCeireb"',
            "Authorization: Bearer md-" + "Mm3ASRojbJZxH71yLJL5Wu",
        ),
        misses=(
            'MANDRILL_API_KEY="md-' + 'Rb90wZRT5z7xgSaoCeire"',
            'MANDRILL_API_KEY="md-' + 'xxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Mailchimp Transactional docs, Authentication",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=7.5,
    ),
)
