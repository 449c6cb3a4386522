"""Tokens of gateways, meshes, stores of data and home servers that a prefix tells, one line each."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.token import token

DETECTORS: tuple[Detector, ...] = (
    token("Kong Konnect", "access token", r"(?:kpat|spat)_[A-Za-z0-9]{40,60}",
        "Kong docs, Konnect API, Authentication (personal and system account access tokens)", severity=8.5,
        entropy=3.6),
    token("Letta", "API key", r"sk-let-[A-Za-z0-9+/_-]{60,140}={0,2}", "Letta docs, API keys", entropy=3.6),
    token("Alchemy", "API key", r"alcht_[A-Za-z0-9]{30}", "Alchemy docs, API keys", entropy=3.6,
        severity=6.5, variant="new"),
    token("InfluxDB 3", "token", r"apiv3_[A-Za-z0-9_-]{80,100}",
        "InfluxDB 3 Core documentation, Manage tokens", severity=8.5, entropy=4.0),
    token("Proxmox", "API token",
        r"PVEAPIToken=[^\s!=\"']{1,64}![^\s!=\"']{1,64}=(?P<secret>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
          "Proxmox VE API viewer, Authentication: API tokens", severity=9.0, boundary=False,
          variant="header"),
    token("GitBook", "API token", r"gb_api_[A-Za-z0-9]{32,64}",
        "GitBook developer documentation, Authentication", entropy=3.6),
    token("eBay", "client secret",
        r"(?:PRD|SBX)-[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}",
        "eBay developers program, Application keysets: Cert ID; GitHub docs, Supported secret scanning "
        "patterns",
          severity=8.0),
    token("NetBird", "personal access token", r"nbp_[A-Za-z0-9]{36}",
        "NetBird source, personal_access_token.go: prefix, 30 characters, CRC-32 in base 62", severity=8.5,
        entropy=3.6),
    token("Mixedbread", "API key", r"mxb_[A-Za-z0-9]{32,48}", "Mixedbread docs, API keys", entropy=3.6),
    token("Healthchecks.io", "API key", r"hc[wr]_[A-Za-z0-9]{28}", "Healthchecks.io docs, Management API",
        entropy=3.6, severity=6.5),
    token("Uptime Kuma", "API key", r"uk(?:1|2|3)_[A-Za-z0-9_-]{40}", "Uptime Kuma wiki, API keys",
        entropy=3.8, severity=6.5),
    token("Tigris", "secret access key", r"tsec_[A-Za-z0-9_+/-]{56,80}", "Tigris docs, Access keys",
        severity=8.5, entropy=4.0),
    token("Liveblocks", "secret key", r"sk_(?:prod|dev)_[A-Za-z0-9_-]{60,72}", "Liveblocks docs, API keys",
        entropy=4.0),
    token("Coralogix", "API key", r"cx(?:up|tp|th)_[A-Za-z0-9]{30}", "Coralogix docs, API keys", entropy=3.6,
        severity=6.5,
          matches=("CX_API_KEY=cxtp_t7Rk2pLq9zWx" + "kV9x2Lq8Zr4TnW7bY3",)),
    token("Twitch", "stream key", r"live_[0-9]{6,12}_[A-Za-z0-9]{30}",
        "Twitch developer documentation, Get stream key", entropy=3.6, severity=7.0),
)
