"""Brevo (Sendinblue): API and SMTP keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="brevo-api-key",
        provider="Brevo",
        title="Brevo API key",
        pattern=r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
        keywords=("xkeysib-",),
        matches=(
            'BREVO_API_KEY="xkeysib-'
            + '1d16835bb7afe3f93b70688ae4899acd99d182daf722cb3359a7a1547c3fe190-oqHVu5WJtGvHzXIU"',
            "Authorization: Bearer xkeysib-"
            + "db815e771f4a1a255607d9f62a3fac4dde9a37dabc9f274ad23270164719e86a-rQ95x1fUvoRUEscP",
        ),
        misses=(
            'BREVO_API_KEY="xkeysib-'
            + '1d16835bb7afe3f93b70688ae4899acd99d182daf722cb3359a7a1547c3fe190-oqHVu5WJtGvHzXI"',
            'BREVO_API_KEY="xkeysib-'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx"',
        ),
        source="Brevo docs, API keys",
        min_entropy=3.0,
    ),
    Detector(
        id="brevo-smtp-key",
        provider="Brevo",
        title="Brevo SMTP key",
        pattern=r"xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
        keywords=("xsmtpsib-",),
        matches=(
            'BREVO_SMTP_KEY="xsmtpsib-'
            + 'a3b2187e831d9865dde5362fd1372b26e0095ec3c33d6c104e569356267a72de-ddwbaw9rq6WFjdbC"',
            "Authorization: Bearer xsmtpsib-"
            + "8e81f4ef5580c1b65ec3d4398eac34c83c1ca06865454251501946dab7fe9b18-LRxoAu5ENx0k5oI0",
        ),
        misses=(
            'BREVO_SMTP_KEY="xsmtpsib-'
            + 'a3b2187e831d9865dde5362fd1372b26e0095ec3c33d6c104e569356267a72de-ddwbaw9rq6WFjdb"',
            'BREVO_SMTP_KEY="xsmtpsib-'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx"',
        ),
        source="Brevo docs, SMTP keys",
        min_entropy=3.0,
    ),
)
