"""Tokens of observability, security tools and chains that a prefix tells, one line each."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.token import token

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _nkey(secret: str) -> bool:
    """A seed of NATS: base32 of two bytes of prefix, 32 of seed and CRC-16 (XModem), the low byte first
    (nkeys, strkey.go)."""
    import base64
    import binascii

    try:
        data = base64.b32decode(secret + "=" * (-len(secret) % 8))
    except (binascii.Error, ValueError):
        return False
    return binascii.crc_hqx(data[:-2], 0) == int.from_bytes(data[-2:], "little")


DETECTORS: tuple[Detector, ...] = (
    token("New Relic", "insert key", r"NRI[IQ]-[A-Za-z0-9_-]{32}", "New Relic docs, API keys",
        keywords=("nrii-", "nriq-")),
    token("New Relic", "admin key", r"NRAA-[0-9a-f]{27}", "New Relic docs, API keys", severity=8.5),
    token("New Relic", "REST API key", r"NRRA-[0-9a-f]{42}", "New Relic docs, API keys", severity=8.0),
    token("New Relic", "license key",
        r"(?:eu[0-9]{2}x{2}[0-9a-f]{30}|[a-z]{2}[0-9]{2}x[0-9a-f]{31,35}|[0-9a-f]{32,36})(?:FFFF)?NRAL",
        "New Relic docs, License keys", severity=6.5, keywords=("nral",), prefilter="NRAL"),
    token("New Relic", "browser key", r"NR(?:BR|JS)-[0-9a-f]{19}", "New Relic docs, API keys", severity=3.5),
    token("New Relic", "mobile token", r"[A-Z]{2}[0-9a-f]{40}-NRMA", "New Relic docs, Mobile app tokens",
        severity=3.5),
    token("PostHog", "key", r"ph(?:[xs]_[A-Za-z0-9_]{36,48}|[art]_[A-Za-z0-9_]{36,64})",
        "PostHog docs, Personal API keys and OAuth", severity=8.0,
        keywords=("phx_", "phs_", "pha_", "phr_", "pht_")),
    token("PostHog", "project key", r"phc_[A-Za-z0-9]{39,48}", "PostHog docs, Project API key", severity=2.5),
    token("Axiom", "token", r"xa(?:a|p)t-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "Axiom docs, Tokens", severity=7.0),
    token("Honeycomb", "management key", r"hc[abx][lm]k_[a-z0-9]{58}", "Honeycomb docs, API keys",
        severity=6.5,
          misses=("hcamk_readme",)),
    token("Dynatrace", "token", r"dt0[a-z][0-9]{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}",
        "Dynatrace docs, Access tokens", confidence="medium", variant="loose", loose_of=("dynatrace-token",)),
    token("Logz.io", "listener URL token",
        r"listener(?:-[a-z]{2})?\.logz\.io(?::[0-9]{2,5})?/?\?token=(?P<secret>[A-Za-z]{32})",
        "Logz.io docs, Log shipping token", boundary=False, severity=5.5),
    token("Loggly", "URL token",
        r"logs-01\.loggly\.com/(?:inputs|bulk)/(?P<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})", "Loggly docs, Customer token", boundary=False, severity=5.0),
    token("Better Stack", "uptime token",
        r"(?i:better_?stack|better_?uptime)[A-Za-z_ \"':=\-]{1,40}(?P<secret>[A-Za-z0-9]{24})",
        "Better Stack docs, API tokens", confidence="medium"),
    token("FireHydrant", "API token", r"fhb-[0-9a-f]{32}", "FireHydrant docs, Authentication"),
    token("Sentry", "organization token",
          r"sntrys_eyJ[A-Za-z0-9+/=_-]{20,600}_[A-Za-z0-9+/]{40,50}", "Sentry docs, Organization tokens",
          severity=8.0, boundary=False, confidence="medium"),
    token("Sentry", "integration token", r"sntry[isa]_[0-9a-f]{64}",
        "Sentry docs, Token and credential formats", confidence="medium", severity=8.0),
    token("Sentry", "DSN with a secret",
        r"https?://[0-9a-f]{32}:(?P<secret>[0-9a-f]{32})@[A-Za-z0-9.-]{4,80}/[0-9]{1,20}",
        "Sentry docs, DSN (with the secret of SDKs before 2018)", boundary=False, severity=4.0,
        misses=("https://5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f@sentry.example/1",)),
    token("Grafana", "service token", r"gl(?:sa|c)_[A-Za-z0-9_+/=-]{32,500}",
        "Grafana docs, Service accounts", confidence="medium", severity=8.0, entropy=3.8,
        keywords=("glsa_", "glc_"), loose_of=("grafana-cloud-access-policy-token",
            "grafana-service-account-token",)),
    token("Snyk", "token", r"snyk_(?:uat|sat|pat)\.[0-9a-z]{8}\.[A-Za-z0-9_.-]{20,700}",
        "Snyk docs, Token formats", confidence="medium", boundary=False, loose_of=("snyk-access-token",)),
    token("1Password", "recovery code", r"1PRK(?:-[0-9A-Z]{4}){13}", "1Password support, Recovery codes",
        severity=9.0, confidence="medium"),
    token("1Password", "service token", r"ops_eyJ[A-Za-z0-9+/_-]{200,}={0,3}",
        "1Password docs, Service accounts", severity=9.0, confidence="medium", variant="loose",
        loose_of=("onepassword-service-account-token",)),
    token("HashiCorp Vault", "token", r"hvr\.[A-Za-z0-9_-]{24,300}", "HashiCorp Vault docs, Token prefixes",
        confidence="medium", severity=9.0, entropy=3.6, variant="loose",
        loose_of=("vault-recovery-token", "vault-service-token",)),
    token("Tailscale", "key", r"tskey-(?:[a-z]{2,10}-)?[A-Za-z0-9]{8,24}-[A-Za-z0-9]{18,40}",
        "Tailscale docs, Key prefixes", confidence="medium", severity=8.5,
        loose_of=("tailscale-api-key", "tailscale-auth-key", "tailscale-client-key", "tailscale-scim-key",
            "tailscale-webhook-key",)),
    token("NATS", "seed", r"S[ACNOUX][A-Z2-7]{56}", "NATS docs, NKeys", severity=8.5, entropy=3.6,
        prefilter=tuple(f"S{kind}{letter}[A-Z2-7]{{14}}" for kind in "ACNOUX" for letter in _BASE32),
        validate=_nkey, keywords=("nats", "nkey", "seed"),
          matches=("nats_seed = SCQIFNYO5Z7RUUBZX3YH5QRUP4DG5U" + "EPLXDVCJCH4NAEGAACNNXFIVK6YA",)),
    token("Ethereum", "private key",
        r"(?i:private[_\-]?key|deployer[_\-]?key|wallet[_\-]?key|signer[_\-]?key|owner[_\-]?key|_pk|eth[_\-]?key)[\"']?[ \t]{0,4}[:=,][ \t]{0,4}[\"'\[]{0,2}(?P<secret>(?:0x)?[0-9a-fA-F]{64})",
          "Ethereum yellow paper, Appendix F; Hardhat docs, accounts", severity=9.0, entropy=3.4,
          confidence="medium"),
    token("Alchemy", "API URL", r"\.g\.alchemy\.com/(?:v2|nft/v3)/(?P<secret>[A-Za-z0-9_-]{21,32})",
        "Alchemy docs, API URLs", boundary=False, severity=5.5),
    token("Infura", "API URL", r"\.infura\.io/v3/(?P<secret>[0-9a-f]{32})", "Infura docs, Endpoints",
        boundary=False, severity=5.5),
    token("QuickNode", "API URL", r"\.quiknode\.pro/(?P<secret>[0-9a-f]{40})", "QuickNode docs, Endpoints",
        boundary=False, severity=5.5),
    token("Ory", "token", r"ory_(?:pat|at|rt|ac|st|wak)_[A-Za-z0-9_.-]{24,120}", "Ory docs, Token formats",
        severity=8.0),
    token("Typesense", "Cloud key", r"(?i:typesense)[A-Za-z_ \"':=\-]{1,40}(?P<secret>[A-Za-z0-9]{32})",
        "Typesense docs, API keys", confidence="medium"),
    token("Meraki", "API key", r"(?i:meraki)[A-Za-z_ \"':=\-]{1,40}(?P<secret>[0-9a-f]{40})",
        "Cisco Meraki docs, Dashboard API", confidence="medium", severity=8.0),
    token("Docker Hub", "token", r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,40}", "Docker docs, Access tokens",
        confidence="medium", severity=8.0,
        loose_of=("docker-hub-organization-access-token", "docker-hub-personal-access-token",)),
    token("Facebook", "access token", r"EAA[A-Za-z0-9]{90,400}", "Meta docs, Access tokens",
        confidence="medium", severity=7.0, entropy=4.2, variant="loose"),
    token("Google", "OAuth client secret", r"GOCSPX-[A-Za-z0-9_-]{24,30}",
        "Google docs, OAuth client secrets", confidence="medium", severity=7.0, variant="loose"),
    token("Anthropic", "key", r"sk-ant-(?:api|admin)[0-9]{3}-[A-Za-z0-9_-]{80,120}",
        "Anthropic docs, API keys", confidence="medium", severity=8.5, entropy=3.6, variant="other",
        loose_of=("anthropic-api-key", "anthropic-admin-api-key")),
    token("Anthropic", "key", r"sk-ant-(?:oat|sid|ort)[0-9]{2}-[A-Za-z0-9_-]{48,130}",
        "Anthropic docs, API keys", confidence="medium", severity=8.5, entropy=3.6, variant="loose",
        loose_of=("anthropic-oauth-token", "anthropic-session-key",)),
    token("OpenAI", "key",
        r"sk-(?:proj-|svcacct-|admin-|None-)?[A-Za-z0-9_-]{16,90}T3BlbkFJ[A-Za-z0-9_-]{16,90}",
        "OpenAI docs, API keys", confidence="medium", severity=8.5, variant="loose",
        loose_of=("openai-admin-api-key", "openai-legacy-api-key", "openai-project-api-key",
            "openai-service-account-api-key",)),
    token("Replicate", "token", r"r8_[A-Za-z0-9]{36,40}", "Replicate docs, API tokens", confidence="medium",
        variant="loose", loose_of=("replicate-api-token",)),
    token("LlamaIndex", "key", r"llx-[A-Za-z0-9_-]{46,50}", "LlamaIndex docs, API keys", confidence="medium",
        variant="loose", loose_of=("llamacloud-api-key",)),
)
