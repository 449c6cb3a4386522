"""Tokens of platforms for jobs, gateways, links and coding agents that a prefix tells, one line each."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.token import token

DETECTORS: tuple[Detector, ...] = (
    token("Trigger.dev", "secret key", r"tr_(?:dev|stg|prod|preview)_[A-Za-z0-9]{20,32}",
        "Trigger.dev docs, Authentication and your secret keys", entropy=3.2),
    token("Trigger.dev", "personal access token", r"tr_pat_[A-Za-z0-9]{36,44}",
        "Trigger.dev docs, Management API, Authentication", severity=8.5, entropy=3.4),
    token("Inngest", "signing key", r"signkey-(?:prod|test|branch)-[0-9a-f]{32,64}",
        "Inngest docs, Signing keys", entropy=3.2),
    token("Dub", "API key", r"dub_[A-Za-z0-9]{24}", "Dub docs, API keys", entropy=3.4),
    token("Unkey", "root key", r"unkey_[1-9A-HJ-NP-Za-km-z]{20,32}", "Unkey docs, Root keys", entropy=3.4,
        severity=8.5),
    token("Zuplo", "API key", r"zpka_[0-9A-Za-z]{32}_[0-9a-f]{8}", "Zuplo docs, API key leak detection",
        entropy=3.4),
    token("Asaas", "API key", r"\$aact_(?:prod|hmlg)_[A-Za-z0-9+/=:$-]{60,240}",
        "Asaas docs, new prefixes of API keys", boundary=False, severity=9.0, entropy=3.8),
    token("Aikido", "client secret", r"AIK_SECRET_[A-Za-z0-9]{40,80}",
        "Aikido docs, API authorization; GitHub docs, Supported secret scanning patterns", severity=8.0),
    token("Aikido", "CI token", r"AIK_CI_[A-Za-z0-9]{40,80}",
        "Aikido docs, CI integration; GitHub docs, Supported secret scanning patterns"),
    token("Pydantic Logfire", "token", r"pylf_v[0-9]_[a-z]{2,10}_[A-Za-z0-9]{40,50}",
        "Logfire docs, Create write tokens", severity=6.5),
    token("Amp", "access token", r"sgamp_user_[0-9A-Z]{26}_[0-9a-f]{64}", "Amp manual, access tokens",
        entropy=3.4),
)
