"""OpenAI: keys of projects, service accounts and administrators, and the older ones."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="openai-project-api-key",
        provider="OpenAI",
        title="OpenAI project API key",
        pattern=r"sk-proj-[A-Za-z0-9_-]{20,90}T3BlbkFJ[A-Za-z0-9_-]{20,90}",
        keywords=("sk-proj-",),
        matches=(
            'OPENAI_API_KEY="sk-proj-' + 'ymjGuEdzr5ubYuD4TdYmT3BlbkFJAnN8PmitEk4t99lIBuJ8"',
            "Authorization: Bearer sk-proj-" + "FKTkQZGzDoGvjEmshoKWT3BlbkFJba7V6ShifMb4B5m9sPl9",
        ),
        misses=(
            'OPENAI_API_KEY="sk-proj-' + 'ymjGuEdzr5ubYuD4TdYmT3BlbkFJAnN8PmitEk4t99lIBuJ"',
            'OPENAI_API_KEY="sk-proj-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="OpenAI platform docs, API keys (the infix is base64 of OpenAI)",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="openai-service-account-api-key",
        provider="OpenAI",
        title="OpenAI service account API key",
        pattern=r"sk-svcacct-[A-Za-z0-9_-]{20,90}T3BlbkFJ[A-Za-z0-9_-]{20,90}",
        keywords=("sk-svcacct-",),
        matches=(
            'OPENAI_API_KEY="sk-svcacct-' + 'aI9RGJba6sVZNiquct9vT3BlbkFJNj06iBRxH9qc9c0xAAFp"',
            "Authorization: Bearer sk-svcacct-" + "gOi4H1T6gpEAAb1RUVXBT3BlbkFJMZ4vrmAziymgH0mJYdAy",
        ),
        misses=(
            'OPENAI_API_KEY="sk-svcacct-' + 'aI9RGJba6sVZNiquct9vT3BlbkFJNj06iBRxH9qc9c0xAAF"',
            'OPENAI_API_KEY="sk-svcacct-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="OpenAI platform docs, API keys (the infix is base64 of OpenAI)",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="openai-admin-api-key",
        provider="OpenAI",
        title="OpenAI admin API key",
        pattern=r"sk-admin-[A-Za-z0-9_-]{20,90}T3BlbkFJ[A-Za-z0-9_-]{20,90}",
        keywords=("sk-admin-",),
        matches=(
            'OPENAI_ADMIN_KEY="sk-admin-' + 'LLryA4XuJpcodsiTanTGT3BlbkFJ62moy6UdoUE5oKm6qbrX"',
            "Authorization: Bearer sk-admin-" + "uo0WZJ1VNBDRSVslBcuJT3BlbkFJoWnDQUYAQxGXjWWEW7iC",
        ),
        misses=(
            'OPENAI_ADMIN_KEY="sk-admin-' + 'LLryA4XuJpcodsiTanTGT3BlbkFJ62moy6UdoUE5oKm6qbr"',
            'OPENAI_ADMIN_KEY="sk-admin-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="OpenAI platform docs, API keys (the infix is base64 of OpenAI)",
        min_entropy=3.0,
        security_severity=9.3,
    ),
    Detector(
        id="openai-legacy-api-key",
        provider="OpenAI",
        title="OpenAI API key (user key)",
        pattern=r"sk-(?:None-)?[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}",
        keywords=("t3blbkfj",),
        matches=(
            'OPENAI_API_KEY="sk-None-p1' + '4XMfj90sWZDkxY41qTT3BlbkFJDasV6Stvtk9r2F12lNgN"',
            "Authorization: Bearer sk-m4tYE9i" + "EA0MVGyxLIIRzT3BlbkFJUPQOCIoTVbHtvA5Mht4w",
        ),
        misses=(
            'OPENAI_API_KEY="sk-None-p1' + '4XMfj90sWZDkxY41qTT3BlbkFJDasV6Stvtk9r2F12lNg"',
            'OPENAI_API_KEY="sk-None-p1' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="OpenAI platform docs, API keys (the infix is base64 of OpenAI)",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="openai-session-key",
        provider="OpenAI",
        title="OpenAI session key",
        pattern=r"sess-[A-Za-z0-9]{40}",
        keywords=("sess-",),
        matches=(
            'OPENAI_API_KEY="sess-' + 'gzpE4CwnGP3KrMdkTSKNs2V1s151MWfjsrMcN50m"',
            "Authorization: Bearer sess-" + "sOJfMzcBtPdvwJSxyRsletHfxJ8nMY7HOSpbgqga",
        ),
        misses=(
            'OPENAI_API_KEY="sess-' + 'gzpE4CwnGP3KrMdkTSKNs2V1s151MWfjsrMcN50"',
            'OPENAI_API_KEY="sess-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="OpenAI platform, session keys",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=7.0,
    ),
)
