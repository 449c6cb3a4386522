"""Tokens of clouds, clusters and databases that a prefix tells, one line each."""

from __future__ import annotations

from dlinter.detectors.detector import Detector
from dlinter.detectors.token import token

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

DETECTORS: tuple[Detector, ...] = (
    token("OpenShift", "access token", r"sha256~[A-Za-z0-9_-]{43}", "OpenShift docs, OAuth access tokens", severity=8.5, entropy=3.8),
    token("Aiven", "service password", r"AVNS_[A-Za-z0-9_-]{15,24}", "Aiven docs, Service passwords; DigitalOcean docs, Managed databases", severity=8.5),
    token("Docker Swarm", "unlock key", r"SWMKEY-1-[A-Za-z0-9+/]{43}", "Docker docs, Lock your swarm", severity=8.5, entropy=3.8),
    token("Docker Swarm", "join token", r"SWMTKN-1-[0-9a-z]{48,50}-[0-9a-z]{25}", "Docker docs, Swarm join tokens", severity=8.0),
    token("k3s", "cluster token", r"K10[0-9a-f]{64}::[A-Za-z0-9_.:-]{10,120}", "k3s docs, Token management", severity=8.5),
    token("Kubernetes", "bootstrap token",
          r"(?i:(?:bootstrap|join|kubeadm)[A-Za-z_\- ]{0,12}token|--token|[^A-Za-z]token)[\"']?[ \t]{0,4}[:= ][ \t]{0,4}[\"']?(?P<secret>[a-z0-9]{6}\.[a-z0-9]{16})",
          "Kubernetes docs, Bootstrap tokens", entropy=2.8, confidence="medium", misses=("--token version.documentationab1",)),
    token("Kubernetes", "service account token", r"eyJhbGciOiJSUzI1NiIsImtpZCI6I[A-Za-z0-9_-]{10,200}\.eyJ[A-Za-z0-9_-]{100,2000}\.[A-Za-z0-9_-]{300,700}",
          "Kubernetes docs, Service account tokens", confidence="medium"),
    token("Defined Networking", "API key", r"dnkey-[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}", "Defined Networking docs, API keys", severity=8.5, entropy=3.6),
    token("Scalingo", "API token", r"tk-us-[A-Za-z0-9_-]{48}", "Scalingo docs, API tokens", severity=8.5, entropy=4.0),
    token("JD Cloud", "access key id", r"JDC_[A-Z0-9]{28}", "JD Cloud docs, Access keys", severity=6.0, entropy=3.4),
    token("Rancher", "API token", r"(?:token|kubeconfig-(?:user|u))-[a-z0-9-]{5,24}:[a-z0-9]{54}", "Rancher docs, API keys", severity=8.5),
    token("Portainer", "access token", r"ptr_[A-Za-z0-9+/_-]{43}=", "Portainer docs, Access tokens", severity=8.5, entropy=4.2),
    token("CockroachDB", "Cloud API key", r"CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9_-]{40}", "CockroachDB docs, Cloud API", severity=8.5),
    token("DataStax Astra", "token", r"AstraCS:[A-Za-z0-9]{24}:[0-9a-f]{64}", "DataStax Astra docs, Application tokens", severity=8.5),
    token("Crunchy Bridge", "API key", r"cbkey_[A-Za-z0-9]{30,50}", "Crunchy Bridge docs, API keys"),
    token("Tinybird", "token", r"p\.eyJ[A-Za-z0-9_-]{60,400}\.[A-Za-z0-9_-]{40,46}", "Tinybird docs, Auth tokens"),
    token("Xata", "API key", r"xau_[A-Za-z0-9]{30,50}", "Xata docs, API keys"),
    token("Fauna", "key", r"fn[AEF][A-Za-z0-9_-]{37,60}", "Fauna docs, Keys", entropy=4.0, confidence="medium"),
    token("Convex", "deploy key", r"(?:prod|dev|preview|project):[a-z]{3,12}-[a-z]{3,12}-[0-9]{3}\|[A-Za-z0-9+/=]{40,240}", "Convex docs, Deploy keys", boundary=False),
    token("dbt Cloud", "token", r"dbt[cu]_[A-Za-z0-9_-]{30,60}", "dbt docs, Service account and personal tokens"),
    token("Confluent", "Cloud API secret", r"cflt[A-Za-z0-9+/]{60}", "Confluent docs, API keys", severity=8.5, entropy=4.0),
    token("Upstash", "QStash signing key", r"sig_[A-Za-z0-9]{28}", "Upstash docs, Signing keys"),
    token("Cfx.re", "server license key", r"cfxk_[A-Za-z0-9]{20}_[A-Za-z0-9]{5,10}", "Cfx.re docs, Server license keys", severity=5.5),
    token("Cloudflare", "API token", r"cf[au]t_[A-Za-z0-9_-]{36,60}", "Cloudflare docs, Create API tokens", confidence="medium", variant="checksum", loose_of=("cloudflare-account-api-token", "cloudflare-user-api-token",)),
    token("Cloudflare", "Turnstile secret key", r"0x4AA[A-Za-z0-9_-]{30,44}", "Cloudflare docs, Turnstile, server-side validation", entropy=3.2, accepts=lambda key: any(c.upper() > "F" for c in key[3:]), confidence="medium", severity=5.5, loose_of=("cloudflare-turnstile-secret",)),
    token("hCaptcha", "secret key", r"ES_[0-9a-f]{32}", "hCaptcha docs, Server side", severity=5.5),
    token("Fly", "access token", r"FlyV1 (?P<secret>[A-Za-z0-9+/=_,-]{60,4000})", "Fly docs, Access tokens", boundary=False, severity=8.5, confidence="medium"),
    token("Scalr", "access token", r"at-[a-z0-9]{16,20}\.[A-Za-z0-9_-]{40,100}", "Scalr docs, Tokens", confidence="medium"),
    token("Akeyless", "access key", r"(?i:akeyless)[A-Za-z_ \"':=\-]{1,40}(?P<secret>[A-Za-z0-9+/]{42}[A-Za-z0-9+/=]{2})", "Akeyless docs, API keys"),
    token("Boundary", "token", r"at_[A-Za-z0-9]{10}_[A-Za-z0-9]{100,400}", "HashiCorp Boundary docs"),
    token("Tencent", "temporary secret id", r"AKID[A-Za-z0-9_-]{40,120}", "Tencent Cloud docs, STS", confidence="medium"),
    token("Cloudinary", "URL", r"cloudinary://[0-9]{12,18}:(?P<secret>[A-Za-z0-9_-]{24,30})@", "Cloudinary docs", boundary=False, confidence="medium", variant="host", loose_of=("cloudinary-url",)),
    token("Azure Power Automate", "flow URL",
          r"(?:logic\.azure\.com|api\.powerplatform\.com)(?::443)?/[A-Za-z0-9_/\-]{0,80}workflows/[0-9a-f]{32}/triggers/[A-Za-z0-9_/?&=.%\-]{1,200}[?&]sig=(?P<secret>[A-Za-z0-9_%-]{40,60})",
          "Microsoft Learn, Power Automate, OAuth and SAS of HTTP triggers", boundary=False, severity=6.5, confidence="medium"),
)
