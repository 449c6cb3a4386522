"""MailerSend: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mailersend-api-token",
        provider="MailerSend",
        title="MailerSend API token",
        pattern=r"mlsn\.[0-9a-f]{64}",
        keywords=("mlsn.",),
        matches=(
            'MAILERSEND_API_KEY="mlsn.' + '226068fc963443af2d34ba71fbd43e3e2f3ef45a0eb1dbb9997752364426a476"',
            "Authorization: Bearer mlsn."
            + "a0f7977a4d89bf83dd4c0755886d91f33b702f374fd586051d3b54a69760b598",
        ),
        misses=(
            'MAILERSEND_API_KEY="mlsn.' + '226068fc963443af2d34ba71fbd43e3e2f3ef45a0eb1dbb9997752364426a47"',
            'MAILERSEND_API_KEY="mlsn.' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="MailerSend docs, Authentication",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
