"""What keys of the most used services look like, each as the service's own documents and consoles give it out: length, prefix, and signs
between the letters. Which letters, hexadecimal or all, is not asked: it changed with some services, and a wrong length tells as much.

Asked where a service is named right before a value and only that name tells: a service whose form is known takes nothing else. Every form that was ever
given out and still works is in it; services that let their users choose a key, and names of such keys (`_CHOSEN`), are not.
"""

from __future__ import annotations

import re

_32 = "[A-Za-z0-9]{32}"
_40 = "[A-Za-z0-9]{40}"
_64 = "[A-Za-z0-9]{64}"
_UUID = "[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}"
_JWT = r"eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_.-]+"

_SAME: tuple[tuple[str, str], ...] = (
    (_32, "amplitude assemblyai clarifai elevenlabs fixerio geoapify iterable jotform mixpanel newsapi numverify opencage"),
    (_32, "openweather openweathermap pivotaltracker scraperapi spotify weatherbit weatherstack zerobounce ipstack"),
    (_32, "aviationstack currencylayer mediastack positionstack"),
    (_40, "bitly deepgram jumpcloud lokalise meraki pipedrive tiingo wandb weightsandbiases hunterio"),
    (_64, "currencycloud virustotal webflow daytona"),
    (_32, "abstractapi mistral shodan ticketmaster tomorrowio giphy apilayer"),
    (_UUID, "postmark opsgenie urlscan scaleway loggly"),
    ("[A-Za-z0-9]{43}", "bitfinex"),
    ("[A-Za-z0-9]{20}", "browserstack freshdesk"),
    ("[0-9A-Za-z]{34}", "etherscan bscscan polygonscan arbiscan"),
    ("[A-Za-z0-9]{56}", "pexels"),
    ("[0-9A-Za-z]{36}", "vultr"),
    ("[0-9A-Za-z]{56}", "ipdata"),
    ("[0-9A-Za-z]{14}", "ipinfo"),
    ("[0-9A-Za-z-]{34,40}", "pixabay"),
    ("[0-9A-Za-z]{80}", "scrapingbee"),
    ("[A-Za-z0-9_-]{128}", "yelp"),
    ("[A-Za-z0-9_-]{43}", "unsplash gumroad"),
)
"""Services with one form."""
_OWN: tuple[tuple[str, str], ...] = (
    ("adzuna", rf"{_32}|[0-9A-Za-z]{{8}}"),
    ("airtable", r"pat[A-Za-z0-9]{14}\.[0-9A-Za-z]{64}|[A-Za-z0-9]{17}|[a-zA-Z0-9]{14,20}\.v[0-9]\..*"),
    ("algolia", rf"{_32}|[A-Za-z0-9+/=]{{80,}}"),
    ("anthropic|claude", r"sk-[A-Za-z0-9_-]{40,}"),
    ("asana", rf"[0-9]/[0-9]{{10,20}}:{_32}|[0-9]/[0-9]{{10,20}}/[0-9]{{10,20}}:{_32}|0/{_32}|{_32}"),
    ("auth_?0", rf"[A-Za-z0-9_-]{{64}}|{_32}|{_JWT}|v1\..{{20,}}"),
    ("buildkite", rf"bk[a-z]{{1,3}}_{_40}|{_40}|bk[a-z]{{2}}_.*|[0-9A-Za-z]{{50}}"),
    ("datadog", rf"{_32}|{_40}|pub{_32}|ddapp_[A-Za-z0-9]{{34}}"),
    ("digitalocean", rf"{_64}|do[oprs]_v1_{_64}|[0-9A-Za-z]{{20}}|[A-Za-z0-9+/]{{43}}"),
    ("discord", rf"[A-Za-z0-9_-]{{24,28}}\.[A-Za-z0-9_-]{{6}}\.[A-Za-z0-9_-]{{27,40}}|[A-Za-z0-9_-]{{32}}|{_64}|mfa\..*|https?:.*"),
    ("eventbrite", r"[0-9A-Za-z]{20}|[0-9A-Za-z]{50,64}"),
    ("fastly", r"[A-Za-z0-9_-]{32}"),
    ("finnhub", r"[0-9A-Za-z]{20}|[0-9A-Za-z]{40}|sandbox_[0-9A-Za-z]{20}"),
    ("heroku", rf"{_UUID}|HRKU-.*"),
    ("hubspot", rf"{_UUID}|pat-(?:na|eu|ap)[0-9]-{_UUID}|[A-Za-z0-9_-]{{70,}}"),
    ("keenio", rf"{_64}|[0-9A-Za-z]{{64}}|[0-9A-Za-z]{{128}}|[0-9A-Za-z]{{128}}"),
    ("locationiq", rf"pk\.{_32}|[0-9A-Za-z]{{14}}"),
    ("mailchimp", rf"{_32}-us[0-9]{{1,2}}|md-[A-Za-z0-9_-]{{22}}|[A-Za-z0-9_-]{{22}}"),
    ("mailgun", rf"key-{_32}|pubkey-{_32}|[0-9A-Za-z]{{32}}-[0-9A-Za-z]{{8}}-[0-9A-Za-z]{{8}}|{_32}"),
    ("maxmind|geoip", r"[A-Za-z0-9]{16}|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk"),
    ("messagebird", r"[A-Za-z0-9]{25}|live_[A-Za-z0-9]{25}|test_[A-Za-z0-9]{25}|[A-Za-z0-9-]{36}"),
    ("netlify", rf"[A-Za-z0-9=_-]{{40,46}}|nf[a-z]_[A-Za-z0-9]{{36}}|{_64}"),
    ("notion", r"secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{46}"),
    ("okta", r"[A-Za-z0-9=_-]{40,42}|[A-Za-z0-9_-]{64}|eyJ.*"),
    ("pagerduty", rf"[A-Za-z0-9_+-]{{20}}|u\+[A-Za-z0-9_-]{{18}}|{_32}|[A-Za-z0-9]{{32}}"),
    ("pingdom", r"[A-Za-z0-9_-]{64}|[0-9A-Za-z]{32}"),
    ("plaid", r"[0-9A-Za-z]{30}|[0-9A-Za-z]{24}|access-.*|public-.*|link-.*"),
    ("pushover", r"[0-9A-Za-z]{30}"),
    ("rapidapi", r"[0-9A-Za-z]{10}msh[0-9A-Za-z]{15}p[0-9A-Za-z]{6}jsn[0-9A-Za-z]{12}|[A-Za-z0-9_-]{50}"),
    ("recaptcha", r"6[LM][A-Za-z0-9_-]{38}"),
    ("sendgrid", r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    ("sendinblue|brevo", r"xkeysib-[0-9A-Za-z]{64}-[A-Za-z0-9]{16}|xsmtpsib-.*"),
    ("snyk", rf"{_UUID}|snyk_.*"),
    ("sonarqube|sonarcloud|sonar_token", rf"(?:sq[a-z]_)?{_40}"),
    ("supabase", rf"sb[a-z]_.{{20,}}|sb_secret_.*|{_JWT}|[A-Za-z0-9+/=]{{88}}"),
    ("todoist", rf"{_40}"),
    ("travis", r"[A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{20}"),
    ("trello", rf"[A-Za-z0-9-]{{32}}|{_64}|ATTA[0-9A-Za-z]{{64}}[A-Za-z0-9]{{0,8}}"),
    ("twilio", rf"{_32}|[SA][CKE]{_32}|[A-Za-z0-9]{{32}}|SG\..*"),
    ("twitch", r"[0-9A-Za-z]{30}|oauth:[0-9A-Za-z]{30}"),
    ("uptimerobot", r"[um][0-9]{6,10}-[0-9A-Za-z]{20,32}"),
    ("wakatime", rf"{_UUID}|waka_.*"),
    ("xai|grok", r"xai-[A-Za-z0-9_-]{60,}"),
    ("zendesk", r"[A-Za-z0-9]{40}|[0-9A-Za-z]{64}|[A-Za-z0-9+/=]{40,}"),
)
"""Services with several."""
_CHOSEN = re.compile(
    r"web_?hook|hook|sign(?:ing|ature)?|session|cookie|encrypt|salt|jwt|pass|pwd|verif|state|hmac|seed|admin|master_key|proxy|ssh|deploy|private_key|cert|gpg|pgp|basic|"
    r"refresh|oauth|bearer|access_token|user_token|id_token"
)
"""What users choose themselves, another service gives out, or OAuth does."""
_NEWER = re.compile(r"[a-z]{2,8}[0-9]?[_-][A-Za-z0-9_.-]{24,}")
"""Tokens with a prefix, which services go over to: a form that is newer than this table."""

_FORMS: dict[str, str] = {name: form for form, names in _SAME for name in names.split()}
_FORMS.update((name, form) for names, form in _OWN for name in names.split("|"))
_NAMED = re.compile(r"(?:^|_)(" + "|".join(sorted((re.escape(n).replace("_\\?", "_?") for n in _FORMS), key=len, reverse=True)) + r")_")
_TOKENS = re.compile(r"(?:^|_)(?:key|token|secret|access|auth|credentials?|pat)(?:_|$)")


def of_service(name: str, value: str) -> bool | None:
    """Whether a value has the form of the keys of the service that a name (small letters, words joined by `_`) begins with; None where no service is named whose
    form is known, or where the name says that its user chose the value."""
    named = _NAMED.search(name + "_")
    if named is None or _CHOSEN.search(name) or not _TOKENS.search(name[named.end(1) :]):
        return None
    form = _FORMS.get(named.group(1)) or _FORMS.get(named.group(1).replace("_", "_?"))
    if form is None:
        return None
    return re.fullmatch(form, value) is not None or (None if _NEWER.fullmatch(value) else False)
