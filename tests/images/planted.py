"""Secrets made at run time: valid forms, right checksums, nobody's. Every kind is (detector, line of a file
with «the secret»)."""

from __future__ import annotations

import base64
import json
import random
import re
import string
import uuid
from collections.abc import Callable

from dlinter.detectors.checksums import crc32_base36, crc32_base62

_ALNUM = string.ascii_letters + string.digits
_ALPHABETS = {
    "a": _ALNUM, "w": _ALNUM, "h": "0123456789abcdef", "l": string.ascii_lowercase + string.digits,
    "u": string.ascii_uppercase + string.digits,
    "d": string.digits, "b": string.ascii_uppercase + "234567", "c": "023456789ACDEFGHJKLMNPQRSTUVWXYZ",
    "v": string.ascii_lowercase + "234567",
}  # fmt: skip
_FIELD = re.compile(r"\{([a-z])([0-9]+)\}")

# detector → line, `{a36}` for 36 letters and digits (h: hexadecimal, l: small and digits, u: capital and
# digits, b: base 32)
FORMS: dict[str, str] = {
    "anthropic-api-key": "sk-ant-" + "api03-{w93}AA",
    "anthropic-admin-api-key": "sk-ant-" + "admin01-{w93}AA",
    "openai-project-api-key": "sk-" + "proj-{w74}T3Blbk" + "FJ{w74}",
    "openai-legacy-api-key": "sk-" + "{a20}T3Blbk" + "FJ{a20}",
    "gitlab-personal-access-token": "glpat" + "-{w20}",
    "gitlab-deploy-token": "gldt" + "-{w20}",
    "gitlab-runner-authentication-token": "glrt" + "-{w20}",
    "gitlab-trigger-token": "glptt" + "-{h40}",
    "slack-bot-token": "xox" + "b-{d12}-{d12}-{a24}",
    "slack-app-level-token": "xapp" + "-1-A{u10}-{d13}-{h64}",
    "slack-incoming-webhook": "https://hooks.slack" + ".com/services/«T{u10}/B{u10}/{a24}»",
    "stripe-live-secret-key": "sk_" + "live_{a24}",
    "stripe-live-restricted-key": "rk_" + "live_{a99}".replace("{a99}", "5{a98}"),
    "sendgrid-api-key": "SG" + ".{w22}.{w43}",
    "digitalocean-personal-access-token": "dop_" + "v1_{h64}",
    "databricks-personal-access-token": "dapi" + "{h32}",
    "doppler-personal-token": "dp.pt" + ".{a43}",
    "huggingface-access-token": "hf_" + "{a34}",
    "groq-api-key": "gsk_" + "{a52}",
    "shopify-access-token": "shpat_" + "{h32}",
    "shopify-shared-secret": "shpss_" + "{h32}",
    "telegram-bot-token": "{d9}:AA" + "{w33}",
    "discord-webhook": "https://discord" + ".com/api/webhooks/«{d18}/{w68}»",
    "vercel-personal-access-token": "vcp_" + "{a56}",
    "netlify-personal-access-token": "nfp_" + "{a36}",
    "supabase-access-token": "sbp_" + "{h40}",
    "planetscale-password": "pscale_" + "pw_{a43}",
    "neon-api-key": "napi_" + "{l64}",
    "tailscale-auth-key": "tskey-" + "auth-k{a10}CNTRL-{a32}",
    "vault-service-token": "hvs" + ".{w90}",
    "terraform-cloud-token": "{a14}.atlas" + "v1.{w67}",
    "pulumi-access-token": "pul-" + "{h40}",
    "rubygems-api-key": "rubygems_" + "{h48}",
    "cargo-registry-token": "cio" + "{a32}",
    "jfrog-api-key": "AKC" + "p{a69}",
    "docker-hub-personal-access-token": "dckr_" + "pat_{w27}",
    "google-api-key": "AI" + "za{w35}",
    "google-oauth-client-secret": "GOC" + "SPX-{w28}",
    "aws-access-key-id": "AK" + "IA{b16}",
    "aws-secret-access-key": "aws_secret_access_key = «{a40}»",
    "azure-ad-client-secret": "{a3}8" + "Q~{a34}",
    "alibaba-access-key-id": "LT" + "AI{a20}",
    "cloudflare-origin-ca-key": "v1" + ".0-{h24}-{h146}",
    "mailgun-api-key": "key" + "-{h32}",
    "mailchimp-api-key": "{h32}-" + "us14",
    "square-oauth-secret": "sq0" + "csp-{w43}",
    "fly-legacy-access-token": "fo1" + "_{w43}",
    "replicate-api-token": "r8" + "_{a37}",
    "perplexity-api-key": "pplx" + "-{a48}",
    "xai-api-key": "xai" + "-{a80}",
    "openrouter-api-key": "sk-or" + "-v1-{h64}",
    "resend-api-key": "re" + "_{a8}_{a24}",
    "heroku-api-key": "HRKU" + "-AA{w58}",
    "bitbucket-app-password": "ATBB" + "{a32}",
    "clojars-deploy-token": "CLOJARS" + "_{h60}",
    "nuget-api-key": "oy2" + "{v43}",
    "twilio-account-credentials": "AC" + "{h32}:«{h32}»",
    "age-secret-key": "AGE-SECRET" + "-KEY-1{c58}",
    "rails-secret-key-base": "secret_key_base: «{h128}»",
    "mapbox-secret-token": "sk.ey" + "J{a80}.{w22}",
    "postmark-server-token": "POSTMARK_SERVER_TOKEN=«{uuid}»",
    "razorpay-live-key-id": "rzp" + "_live_{a14}",
    "onepassword-secret-key": "A3-" + "{u6}-{u6}-{u5}-{u5}-{u5}-{u5}",
    "credentials-in-url": "DATABASE_URL=postgres://shop:«{a20}»@db.example:5432/shop",
    "generic-secret": "DB_PASSWORD=«{a20}»",
    "authorization-header": "Authorization: Bearer «{a40}»",
    "curl-user-password": "curl -u ci:«{a16}» https://host.example/a",
    "mysql-command-line-password": "mysql -u root -p«{a16}» shop",
    "mongodb-atlas-service-account-secret": "mdb_" + "sa_sk_{a40}",
    "airtable-personal-access-token": "pat" + "{a14}.{h64}",
    "notion-integration-token": "ntn" + "_{d11}{a35}",
    "linear-api-key": "lin" + "_api_{a40}",
    "figma-personal-access-token": "figd" + "_{a40}",
    "hubspot-private-app-token": "pat-" + "na1-{uuid}",
    "contentful-personal-access-token": "CFPAT" + "-{a43}",
    "dynatrace-token": "dt0" + "c01.{u24}.{u64}",
    "sonarqube-token": "squ" + "_{h40}",
    "postman-api-key": "PMAK" + "-{h24}-{h34}",
    "shippo-live-api-token": "shippo" + "_live_{h40}",
    "easypost-production-api-key": "EZAK" + "{a54}",
    "trello-token": "ATTA" + "{h72}",
    "salesforce-access-token": "00D" + "{a12}!AQ{a94}",
    "dropbox-access-token": "sl" + ".u.{a140}",
    "datadog-api-key": "DD_API_KEY=«{h32}»",
    "datadog-application-key": "DD_APP_KEY=«{h40}»",
    "jenkins-api-token": "JENKINS_API_TOKEN=«11{h32}»",
    "snyk-api-token": "SNYK_TOKEN=«{uuid}»",
    "codecov-upload-token": "CODECOV_TOKEN=«{uuid}»",
    "spotify-client-secret": "SPOTIFY_CLIENT_SECRET=«{h32}»",
    "vonage-api-secret": "VONAGE_API_SECRET=«{a16}»",
    "sshpass-password": "sshpass -p «{a16}» ssh deploy@host.example",
}


class Maker:
    """Makes secrets; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def text(self, alphabet: str, size: int) -> str:
        """Random text that has letters and digits, and does not end a sentence by chance."""
        letters = _ALPHABETS[alphabet]
        while True:
            text = "".join(self._random.choices(letters, k=size))
            kinds = [str.isdigit, str.islower, str.isupper]
            if size < 12 or (
                all(sum(map(k, text)) >= 2 for k in kinds if sum(map(k, letters)) > 5)
                and text[-1] not in "_-"
            ):
                return text

    def line(self, kind: str) -> tuple[str, str]:
        """(line, secret in it)"""
        if kind in MADE:
            return MADE[kind](self)
        form = FORMS[kind].replace("{uuid}", str(uuid.UUID(int=self._random.getrandbits(128), version=4)))
        form = _FIELD.sub(lambda m: self.text(m[1], int(m[2])), form)
        before, mark, rest = form.partition("«")
        if not mark:
            return f"value = {form}", form
        secret, _, after = rest.partition("»")
        return before + secret + after, secret

    def github(self, prefix: str = "ghp") -> str:
        body = self.text("a", 30)
        return f"{prefix}_{body}{crc32_base62(body)}"

    def bytes(self, size: int) -> bytes:
        return self._random.randbytes(size)


def _value(make: Callable[[Maker], str]) -> Callable[[Maker], tuple[str, str]]:
    def line(maker: Maker) -> tuple[str, str]:
        secret = make(maker)
        return f"value = {secret}", secret

    return line


def _routable(maker: Maker) -> str:
    payload = maker.text("w", 27)
    head = f"glpat-{payload}.01.0" + "r"
    return head + crc32_base36(head)


def _jwt(maker: Maker) -> str:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    claims = {"sub": maker.text("l", 12), "jti": maker.text("h", 16)}
    return ".".join(
        (part(b'{"alg":"HS256","typ":"JWT"}'), part(json.dumps(claims).encode()), part(maker.bytes(32)))
    )


def _discord(maker: Maker) -> str:
    user = base64.b64encode(("6" + maker.text("d", 17)).encode()).decode().rstrip("=")
    return f"{user}.G{maker.text('w', 5)}.{maker.text('w', 38)}"


def _docker_auth(maker: Maker) -> tuple[str, str]:
    auth = base64.b64encode(f"ci:{maker.text('a', 20)}".encode()).decode()
    return f'  "auth": "{auth}"', auth


MADE: dict[str, Callable[[Maker], tuple[str, str]]] = {
    "github-personal-access-token": _value(lambda m: m.github()),
    "github-oauth-access-token": _value(lambda m: m.github("gho")),
    "github-installation-token": _value(lambda m: m.github("ghs")),
    "npm-access-token": _value(lambda m: m.github("npm")),
    "github-fine-grained-pat": _value(lambda m: f"github_pat_{m.text('a', 22)}_{m.text('a', 59)}"),
    "gitlab-routable-token": _value(_routable),
    "json-web-token": _value(_jwt),
    "discord-bot-token": _value(_discord),
    "docker-config-auth": _docker_auth,
    "azure-account-key-connection-string": lambda m: (lambda key: (f"AccountName=shop;AccountKey={key};",
        key))(base64.b64encode(m.bytes(64)).decode()),
}
KINDS = tuple(sorted(set(FORMS) | set(MADE)))
