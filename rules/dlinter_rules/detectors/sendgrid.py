"""SendGrid: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="sendgrid-api-key",
        provider="SendGrid",
        title="SendGrid API key",
        pattern=r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
        keywords=("sg.",),
        matches=(
            'SENDGRID_API_KEY="SG.' + 'YNtiGFA6Tq62aVANIlOu6O.wp5EbFr3YC6IqRkkr0Y3eyfY6TruIehz3QowckucVUd"',
            "Authorization: Bearer SG."
            + "c8eICPDmvzSmiOmAPVWLAs.d6UOCNZFDRx2S5AwNk1cq7avs8SXR8bLiQau80sXhkb",
        ),
        misses=(
            'SENDGRID_API_KEY="SG.' + 'YNtiGFA6Tq62aVANIlOu6O.wp5EbFr3YC6IqRkkr0Y3eyfY6TruIehz3QowckucVU"',
            'SENDGRID_API_KEY="SG.' + 'xxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Twilio SendGrid docs, API keys",
        min_entropy=4.0,
        security_severity=8.5,
    ),
)
