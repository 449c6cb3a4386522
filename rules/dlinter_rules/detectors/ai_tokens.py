"""Tokens of services of machine learning that a prefix tells, one line each."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.token import token

DETECTORS: tuple[Detector, ...] = (
    token("Scale AI", "API key", r"(?:live|test)_[0-9a-f]{32}", "Scale docs, Authentication", entropy=3.2,
        confidence="medium"),
    token("Scale AI", "callback key", r"(?:live|test)_auth_[0-9a-f]{32}", "Scale docs, Callbacks",
        entropy=3.2),
    token("Retell AI", "API key", r"key_[0-9a-f]{28}", "Retell AI docs, API keys", entropy=3.2),
    token("Portkey", "virtual key", r"pk-live-[0-9a-f]{32}", "Portkey docs, virtual keys"),
    token("Chroma", "API key", r"ck-[1-9A-HJ-NP-Za-km-z]{44}", "Chroma Cloud docs, API keys", entropy=4.0),
    token("Daytona", "API key", r"dtn_[0-9a-f]{64}", "Daytona docs, API keys", entropy=3.2),
    token("Luma AI", "API key",
        r"luma-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9a-f-]{36}",
        "Luma docs, API keys"),
    token("Meshy", "API key", r"msy_[A-Za-z0-9]{36,48}", "Meshy docs, Authentication", entropy=3.5),
    token("v0", "API key", r"v1:[A-Za-z0-9]{24}:[A-Za-z0-9]{24}", "v0 docs, Platform API keys", entropy=3.8),
    token("Service", "API key of Braintrust, Moonshot, Stability or SiliconFlow", r"sk-[A-Za-z0-9]{48}",
        "Braintrust docs, API keys", entropy=4.2, confidence="medium"),
    token("Service", "API key of DeepSeek or DashScope", r"sk-[0-9a-f]{32}",
        "DeepSeek docs, Your first API call", entropy=3.2, confidence="medium", variant="bare"),
    token("Voyage AI", "API key", r"(?:pa|al)-[A-Za-z0-9_-]{43}", "Voyage docs, API key", entropy=4.2,
        confidence="medium", variant="bare", loose_of=("voyage-api-key",)),
    token("Groq", "API key", r"gsk_[A-Za-z0-9]{48,56}", "Groq docs, API keys", entropy=4.0,
        confidence="medium", variant="bare", loose_of=("groq-api-key",)),
    token("Writer", "API key", r"wr-[A-Za-z0-9]{32}", "Writer docs, API keys", entropy=3.8,
        confidence="medium"),
    token("Devin", "personal API key", r"apk_user_[A-Za-z0-9+/=_-]{40,240}",
        "Devin docs, Authentication, Key types", boundary=False, severity=8.5, entropy=4.0),
    token("Devin", "service user credential", r"cog_[a-z0-9]{40,64}",
        "Devin docs, Authentication, Key types", severity=8.5, entropy=3.6, confidence="medium"),
    token("Unify", "API key", r"unify_[A-Za-z0-9]{40}", "Unify docs"),
    token("PhotoRoom", "API key", r"(?:sandbox_)?sk_pr_[a-z0-9]{1,20}_[0-9a-f]{40}",
        "PhotoRoom docs, API keys"),
)
