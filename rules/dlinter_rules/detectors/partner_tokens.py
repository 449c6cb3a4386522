"""Tokens whose prefix their providers gave to the secret scanning of GitHub or GitLab, one line each.

Both publish which tokens they look for (GitHub docs, Supported secret scanning patterns; GitLab docs, Detected
secrets); the form of each is the provider's own document, named in its line.
"""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.token import token

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

DETECTORS: tuple[Detector, ...] = (
    token("Apify", "scoped token",
        r"apify_(?:ui|integration_api|actor_run_api|actor_run_proxy|webhook_dispatch_api)_[A-Za-z0-9]{30,44}",
        "Apify docs, Integrations; GitHub docs, Supported secret scanning patterns"),
    token("Bitrise", "access token", r"bit(?:pat|wat)_[A-Za-z0-9_-]{30,90}",
        "Bitrise docs, Personal access tokens and workspace API tokens", keywords=("bitpat_", "bitwat_")),
    token("Block Protocol", "API key", rf"b10ck5\.[0-9a-f]{{32}}\.{_UUID}", "Block Protocol docs, API keys"),
    token("DVC Studio", "access token", r"isat_[A-Za-z0-9]{44,60}", "DVC docs, Studio access token",
        severity=6.5),
    token("Sindri", "API key", r"sindri_[A-Za-z0-9]{32,48}", "Sindri docs, API keys", severity=6.5),
    token("Login with Amazon", "client secret", r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}",
        "Amazon docs, Login with Amazon, security profiles", severity=8.0),
    token("Login with Amazon", "token", r"Atz[ar]\|[A-Za-z0-9_-]{80,2000}",
        "Amazon docs, Login with Amazon, access and refresh tokens", keywords=("atza|", "atzr|"),
        severity=7.0, entropy=4.0),
    token("Aiven", "API token", r"aivenv1_[A-Za-z0-9+/=_-]{60,400}", "Aiven docs, Authentication tokens",
        severity=8.5, boundary=False, entropy=4.0),
    token("Datadog", "application key", r"dd(?:app|pat)_[A-Za-z0-9_-]{32,60}",
        "Datadog docs, API and application keys", variant="prefixed", keywords=("ddapp_", "ddpat_")),
    token("PagerDuty", "OAuth token", r"pd(?:us|eu)\+_[A-Z0-9]{5,12}_[A-Za-z0-9-]{30,60}",
        "PagerDuty docs, OAuth functionality", severity=7.5, keywords=("pdus+_", "pdeu+_")),
    token("Unleash", "API token",
        r"(?:\*|\[\]|[a-z0-9][a-z0-9_-]{0,40}):(?:production|development|staging|test)\.[0-9a-f]{48,72}",
        "Unleash docs, API tokens and client keys", severity=6.5, boundary=False,
        keywords=(":production.", ":development.", ":staging.", ":test.")),
    token("Salesforce", "refresh token", r"5Aep861[A-Za-z0-9._]{70,100}",
        "Salesforce docs, OAuth 2.0 refresh token flow", severity=8.5, entropy=4.0),
    token("Roblox", "session cookie",
        r"_\|WARNING:-DO-NOT-SHARE-THIS\.--[A-Za-z.-]{40,140}\|_(?P<secret>[0-9A-Za-z_.-]{200,1600})",
        "Roblox docs, Account security: the text of the cookie itself", boundary=False, severity=8.0,
        matches=("_|WARNING:-DO-NOT-SHARE-THIS.--Sharing-this-will-allow-someone-to-log-in-as-you-and-to-steal-your-"
            "ROBUX-and-items.|_" + "".join(f"{n * 2654435761 % 4294967296:08X}" for n in range(3, 60)),)),
    token("HeyGen", "API key", r"sk_V2_[A-Za-z0-9_]{30,90}", "HeyGen docs, API keys", entropy=3.6),
    token("Stellate", "token", r"stl8_[0-9a-f]{60,72}", "Stellate docs, API tokens"),
    token("PubNub", "secret key", r"sec-c-[A-Za-z0-9+/]{44,60}={0,2}", "PubNub docs, Keysets",
        severity=7.5, boundary=False, entropy=3.6),
    token("Mintlify", "admin key", r"mint_dsc_[A-Za-z0-9]{20,40}", "Mintlify docs, API keys", severity=6.5),
    token("Robinhood", "crypto API key", rf"rh-api-{_UUID}", "Robinhood docs, Crypto trading API",
        severity=8.0),
    token("Workato", "developer API token",
        r"wrka(?:[a-z]{2})?-eyJ[A-Za-z0-9_-]{8,600}\.[A-Za-z0-9_-]{16,1200}\.[A-Za-z0-9_-]{16,700}",
        "Workato docs, API client tokens", severity=8.0, keywords=("wrka",), prefilter="wrka(?:[a-z]{2})?-eyJ",
        matches=("WORKATO_TOKEN=wrkaus-" + "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzUxMiJ9.eyJzdWIiOiI4ODE3MjUifQ.Vq3xKd81LmZrT0aUe5Yb",)),
    token("SonarCloud", "scoped organization token", r"sqco_[A-Za-z0-9]{50,64}",
        "SonarQube Cloud docs, Scoped organization tokens"),
    token("SaladCloud", "API key", r"salad_cloud_[a-z]{1,10}_[A-Za-z0-9]{40,240}", "Salad docs, API keys",
        entropy=3.6),
    token("TeamCity", "access token", r"eyJ0eXAiOiAiVENWMiJ9\.[A-Za-z0-9_-]{16,60}\.[A-Za-z0-9_-]{30,80}",
        "TeamCity docs, Managing access tokens (the head is that of no other token)", severity=8.5),
    token("Telnyx", "API key", r"KEY01[0-9A-F]{30}_[A-Za-z0-9]{22}", "Telnyx docs, API keys (V2)",
        variant="v2", loose_of=("telnyx-api-key",), confidence="medium"),
    token("Wix", "API key", r"IST\.eyJ[A-Za-z0-9_-]{20,200}\.[A-Za-z0-9_-]{20,900}\.[A-Za-z0-9_-]{80,700}",
        "Wix docs, API keys", severity=8.0, entropy=4.0),
    token("GitLab", "runner token by registration", r"glrtr-[A-Za-z0-9_-]{27,60}",
        "GitLab docs, Token overview: token prefixes", variant="long", confidence="medium",
        loose_of=("gitlab-runner-legacy-authentication-token", "gitlab-routable-token")),
)
