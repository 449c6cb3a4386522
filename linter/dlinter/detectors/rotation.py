"""What to do about a secret that is out: where it is revoked, by provider.

A detector may say it itself (`Detector.rotate`); else it is said here. Pages are the providers' own, as their
documentation links them; where a page is of one account or host (`https://HOST/…`), its place in the settings
is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlinter.model.secret import Basis

if TYPE_CHECKING:
    from dlinter.detectors.detector import Detector

_PAGES = {
    "1Password": "Developer, Directory on 1password.com",
    "Alibaba Cloud": "https://ram.console.aliyun.com",
    "Amazon Web Services": "https://console.aws.amazon.com/iam (deactivate the key, look at CloudTrail, "
        "delete it)",
    "Anthropic": "https://console.anthropic.com/settings/keys",
    "Atlassian": "https://id.atlassian.com/manage-profile/security/api-tokens",
    "Azure DevOps": "User settings, Personal access tokens on dev.azure.com",
    "Bitbucket": "Personal settings, App passwords and API tokens on bitbucket.org",
    "Buildkite": "https://buildkite.com/user/api-access-tokens",
    "CircleCI": "https://app.circleci.com/settings/user/tokens",
    "Cloudflare": "https://dash.cloudflare.com/profile/api-tokens",
    "Databricks": "User settings, Developer, Access tokens of the workspace",
    "Datadog": "Organization settings, API keys and application keys",
    "DigitalOcean": "https://cloud.digitalocean.com/account/api/tokens",
    "Discord": "https://discord.com/developers/applications",
    "Docker Hub": "Account settings, Personal access tokens",
    "Doppler": "Tokens of the workplace or the project's access tab",
    "Dropbox": "https://www.dropbox.com/developers/apps",
    "Fly.io": "https://fly.io/dashboard/personal/tokens",
    "GitHub": "https://github.com/settings/tokens (of an app: its own settings)",
    "GitLab": "User settings or the project's settings, Access tokens, on your GitLab",
    "Google Cloud": "https://console.cloud.google.com/apis/credentials, of a service account IAM, Service "
        "accounts, Keys",
    "Grafana": "Administration, Service accounts",
    "HashiCorp Vault": "`vault token revoke`",
    "HCP Terraform": "https://app.terraform.io/app/settings/tokens",
    "Heroku": "https://dashboard.heroku.com/account (API key, or Authorizations)",
    "HubSpot": "Settings, Integrations, Private apps",
    "Hugging Face": "https://huggingface.co/settings/tokens",
    "JFrog": "Administration, User management, Access tokens",
    "Linear": "Settings, Security and access",
    "Mailchimp": "Account, Extras, API keys",
    "Mailgun": "https://app.mailgun.com/settings/api_security",
    "Meta": "https://developers.facebook.com/apps",
    "Microsoft Azure": "https://portal.azure.com (App registrations, Certificates and secrets; of a storage "
        "account its access keys)",
    "MongoDB Atlas": "https://cloud.mongodb.com (Database access, or Organization access, API keys)",
    "Netlify": "User settings, Applications, Personal access tokens",
    "New Relic": "https://one.newrelic.com/api-keys",
    "Notion": "https://www.notion.so/profile/integrations",
    "npm": "Access tokens of the account, or `npm token revoke`",
    "NuGet": "API keys of the account",
    "Okta": "Security, API, Tokens of the admin console",
    "OpenAI": "https://platform.openai.com/api-keys",
    "PagerDuty": "Integrations, API access keys",
    "PayPal": "https://developer.paypal.com/dashboard/applications",
    "Postman": "https://go.postman.co/settings/me/api-keys",
    "Pulumi": "https://app.pulumi.com/account/tokens",
    "PyPI": "API tokens of the account's settings",
    "RubyGems": "API keys of the account's settings",
    "SendGrid": "https://app.sendgrid.com/settings/api_keys",
    "Sentry": "https://sentry.io/settings/account/api/auth-tokens",
    "Shopify": "Settings, Apps and sales channels, Develop apps",
    "Slack": "https://api.slack.com/apps (Install app; `auth.revoke` ends a token at once)",
    "Snyk": "https://app.snyk.io/account",
    "Square": "https://developer.squareup.com/apps",
    "Stripe": "https://dashboard.stripe.com/apikeys (Roll key)",
    "Supabase": "https://supabase.com/dashboard/account/tokens, of a project its API settings",
    "Tailscale": "https://login.tailscale.com/admin/settings/keys",
    "Telegram": "`/revoke` to @BotFather",
    "Twilio": "https://console.twilio.com (Account, API keys and tokens)",
    "Vercel": "https://vercel.com/account/tokens",
    "Zendesk": "Admin center, Apps and integrations, APIs",
}
_KEYS = frozenset({"OpenSSH", "PEM", "PKCS #1", "PKCS #8", "PKCS #12", "PuTTY", "SSH.COM", "Java", "JOSE",
    "age", "OpenPGP", "DNSSEC", "WireGuard", "Web push"})
_NO_PROVIDER = frozenset({"Generic", "crypt", "netrc", "curl", "Django", "Ruby on Rails", "Laravel",
    "rclone", "Kubernetes", "Docker", "WordPress", "PostgreSQL", "MySQL", "Ansible", "Gradle", "Jenkins"})


def rotate_of(detector: Detector) -> str:
    """What to do now about a secret of this kind, as a sentence without its end."""
    provider = detector.provider
    if detector.rotate:
        return detector.rotate
    if provider in _KEYS:
        return "make a new key, and remove the public half of this one wherever it is trusted"
    if provider in _NO_PROVIDER or detector.basis is not Basis.FORMAT:
        return "change it at the service that accepts it"
    page = _PAGES.get(provider)
    return f"revoke it and use a new one: {page}" if page else f"revoke it at {provider} and use a new one"
