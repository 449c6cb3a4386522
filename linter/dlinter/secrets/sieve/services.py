"""What keys of the most used services look like, each as the service's own documents and consoles give it
out: length, prefix, and signs between the letters. Which letters, hexadecimal or all, is not asked: it
changed with some services, and a wrong length tells as much.

Asked where a service is named right before a value and only that name tells: a service whose form is known
takes nothing else. Every form that was ever given out and still works is in it; services that let their users
choose a key, and names of such keys (`_CHOSEN`), are not.
"""

from __future__ import annotations

import re

_20, _30, _32, _36, _40, _64 = (f"[A-Za-z0-9]{{{n}}}" for n in (20, 30, 32, 36, 40, 64))
_UUID = "[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}"
_JWT = r"eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_.-]+"

_SAME: tuple[tuple[str, str], ...] = (
    (_32,
        ("amplitude assemblyai aviationstack bugsnag clarifai currencylayer currencyscoop detectlanguage "
        "fixerio geoapify ipgeolocation ipstack jotform lastfm")),
    (_32,
        ("marketstack mediastack mixpanel newsapi numverify openuv openweather openweathermap "
        "pivotaltracker positionstack scraperapi spoonacular spotify")),
    (_32,
        ("userstack vatlayer weatherbit weatherstack zerobounce billomat calendarific imgbb mailboxlayer "
        "languagelayer screenshotlayer pdflayer scrapestack countrylayer coinlayer")),
    (_32,
        ("abstractapi apilayer giphy helpscout iterable mistral opencage securitytrails shodan tomorrowio "
        "tomtom worldcoinindex")),
    (_40, "bitly hunterio jumpcloud lokalise meraki pipedrive tiingo wandb weightsandbiases diggernaut"),
    (_40, "deepgram"),
    (_64, "virustotal webflow linode"),
    (_64, "currencycloud daytona disqus"),
    (_UUID, "postmark opsgenie urlscan scaleway loggly coinapi squarespace guardian"),
    ("[A-Za-z0-9]{43}", "bitfinex"),
    (_20, "browserstack freshdesk easyinsight"),
    ("[0-9A-Za-z]{34}", "etherscan bscscan polygonscan arbiscan"),
    ("[A-Za-z0-9]{56}", "pexels ipdata"),
    (_36, "vultr"),
    ("[0-9A-Za-z]{14}", "ipinfo"),
    ("[0-9A-Za-z-]{34,40}", "pixabay"),
    ("[A-Za-z0-9_-]{40}", "gitter"),
    ("[0-9A-Za-z]{80}", "scrapingbee"),
    ("[0-9A-Za-z]{80}", "abuseipdb"),
    ("[A-Za-z0-9_-]{128}", "yelp"),
    ("[A-Za-z0-9_-]{43}", "unsplash gumroad"),
    (_30, "pushover"),
    ("[A-Za-z0-9_-]{32}", "fastly alchemy"),
    ("[a-z0-9]{26}", "mattermost"),
    ("AIza[A-Za-z0-9_-]{35}|AQ\\..{20,}|ya29\\..*", "google_maps"),
    ("[0-9A-Za-z]{31}", "weatherapi worldweather"),
    ("API-[A-Z0-9]{25,36}", "octopusdeploy octopus_deploy"),
)
"""Services with one form."""
_OWN: tuple[tuple[str, str], ...] = (
    ("adzuna", rf"{_32}|[0-9a-f]{{8}}"),
    ("airtable", r"pat[A-Za-z0-9]{14}\.[0-9A-Za-z]{64}|[A-Za-z0-9]{17}|[a-zA-Z0-9]{14,20}\.v[0-9]\..*"),
    ("algolia", rf"{_32}|[A-Za-z0-9+/=]{{80,}}"),
    ("anthropic|claude", r"sk-[A-Za-z0-9_-]{40,}"),
    ("airbrake", rf"{_32}|{_40}"),
    ("asana", rf"[0-9]/[0-9]{{10,20}}:{_32}|[0-9]/[0-9]{{10,20}}/[0-9]{{10,20}}:{_32}|0/{_32}|{_32}"),
    ("auth_?0", rf"[A-Za-z0-9_-]{{64}}|{_32}|{_JWT}|v1\..{{20,}}"),
    ("buildkite", rf"bk[a-z]{{1,3}}_{_40}|{_40}|bk[a-z]{{2}}_.*|[0-9A-Za-z]{{50}}"),
    ("checkout",
        rf"(?:sk|pk)_(?:sbox_|test_)?(?:{_UUID}|[a-z0-9]{{26}}[A-Za-z0-9*#$=]?)|[A-Za-z0-9_-]{{40,}}"),
    ("codeclimate", rf"{_40}|{_64}"),
    ("cloudflare_global", r"[0-9a-f]{37}"),
    ("confluent", r"[A-Z0-9]{16}|[A-Za-z0-9+/]{64}|cflt.*"),
    ("cursor", r"key_[0-9a-f]{64}|crsr_.*|.*\..*"),
    ("datadog", rf"{_32}|{_40}|pub{_32}|ddapp_[A-Za-z0-9]{{34}}"),
    ("digitalocean", rf"{_64}|do[oprs]_v1_{_64}|[0-9A-Za-z]{{20}}|[A-Za-z0-9+/]{{43}}"),
    ("discord",
        rf"[A-Za-z0-9_-]{{24,28}}\.[A-Za-z0-9_-]{{6}}\.[A-Za-z0-9_-]{{27,40}}|[A-Za-z0-9_-]{{32}}|{_64}|mfa\..*|https?:.*"),
    ("databento", r"db-[A-Za-z0-9]{29}"),
    ("ebay",
        r"(?:PRD|SBX)-[0-9a-f]{12}(?:-[0-9a-f]{4}){4}|[A-Za-z0-9]{1,20}-[A-Za-z0-9]{1,20}-(?:PRD|SBX)-[0-9a-f]{9}-[0-9a-f]{8}|[0-9a-f-]{36}|v\^1.*|AgAAAA\*\*.*"),
    ("flickr|mapquest|nytimes|ticketmaster", rf"{_32}|[0-9A-Za-z]{{16}}"),
    ("todoist", rf"{_40}|{_32}"),
    ("youtube", r"AIza[A-Za-z0-9_-]{35}|AQ\..{20,}|ya29\..*|GOCSPX-[A-Za-z0-9_-]{28}|[A-Za-z0-9_-]{24}"),
    ("elevenlabs", rf"sk_[0-9a-f]{{48}}|{_32}"),
    ("eventbrite", r"[0-9A-Za-z]{20}|[0-9A-Za-z]{50,64}"),
    ("finnhub", r"[0-9A-Za-z]{20}|[0-9A-Za-z]{40}|sandbox_[0-9A-Za-z]{20}"),
    ("heroku", rf"{_UUID}|HRKU-.*"),
    ("hubspot", rf"{_UUID}|pat-(?:na|eu|ap)[0-9]-{_UUID}|[A-Za-z0-9_-]{{70,}}"),
    ("jira|confluence|atlassian", r"[MNO][A-Za-z0-9+/]{43}|(?![A-Za-z0-9+/]{40,46}={0,2}$).*"),
    ("keenio|keen", r"[0-9A-Za-z]{64}|[0-9A-Za-z]{128}"),
    ("locationiq", rf"pk\.{_32}|[0-9A-Za-z]{{14}}"),
    ("luno", r"[a-z0-9]{13}|[A-Za-z0-9_-]{43}"),
    ("mailchimp", rf"{_32}-us[0-9]{{1,2}}|md-[A-Za-z0-9_-]{{22}}|[A-Za-z0-9_-]{{22}}"),
    ("mailgun", rf"key-{_32}|pubkey-{_32}|[0-9A-Za-z]{{32}}-[0-9A-Za-z]{{8}}-[0-9A-Za-z]{{8}}|{_32}"),
    ("maxmind|geoip", r"[A-Za-z0-9]{16}|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk"),
    ("messagebird", r"[A-Za-z0-9]{25}|live_[A-Za-z0-9]{25}|test_[A-Za-z0-9]{25}|[A-Za-z0-9-]{36}"),
    ("netlify", rf"[A-Za-z0-9=_-]{{40,46}}|nf[a-z]_[A-Za-z0-9]{{36}}|{_64}"),
    ("notion", r"secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{46}"),
    ("okta", r"[A-Za-z0-9=_-]{40,42}|[A-Za-z0-9_-]{64}|eyJ.*"),
    ("pagerduty", rf"[A-Za-z0-9_+-]{{20}}|u\+[A-Za-z0-9_-]{{18}}|{_32}"),
    ("pingdom", r"[A-Za-z0-9_-]{64}|[0-9A-Za-z]{32}"),
    ("plaid", r"[0-9A-Za-z]{30}|[0-9A-Za-z]{24}|access-.*|public-.*|link-.*"),
    ("rapidapi", r"[0-9A-Za-z]{10}msh[0-9A-Za-z]{15}p[0-9A-Za-z]{6}jsn[0-9A-Za-z]{12}|[A-Za-z0-9_-]{50}"),
    ("recaptcha", r"6[LM][A-Za-z0-9_-]{38}"),
    ("sendgrid", r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    ("sendinblue|brevo", r"xkeysib-[0-9A-Za-z]{64}-[A-Za-z0-9]{16}|xsmtpsib-.*"),
    ("snyk", rf"{_UUID}|snyk_.*"),
    ("sonarqube|sonarcloud|sonar_token", rf"(?:sq[a-z]_)?{_40}"),
    ("supabase", rf"sb[a-z]_.{{20,}}|sb_secret_.*|{_JWT}|[A-Za-z0-9+/=]{{88}}"),
    ("travis", r"[A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{20}"),
    ("trello", rf"[A-Za-z0-9-]{{32}}|{_64}|ATTA[0-9A-Za-z]{{64}}[A-Za-z0-9]{{0,8}}"),
    ("twilio", rf"{_32}|[SA][CKE]{_32}|SG\..*"),
    ("twitch", r"[0-9A-Za-z]{30}|oauth:[0-9A-Za-z]{30}"),
    ("uptimerobot", r"[um][0-9]{6,10}-[0-9A-Za-z]{20,32}"),
    ("wakatime", rf"{_UUID}|waka_.*"),
    ("xai|grok", r"xai-[A-Za-z0-9_-]{60,}"),
    ("zendesk", r"[A-Za-z0-9]{40}|[0-9A-Za-z]{64}|[A-Za-z0-9+/=]{40,}"),
)
"""Services with several. Of Jira and Confluence a personal access token is base64 of its number, `:` and 20
random bytes (Atlassian, Using personal access tokens). Of Flickr, Apigee's portals (MapQuest, The New York
Times, Ticketmaster) and Todoist the secret of an application is shorter than its key."""
_ALSO_A_WORD = frozenset(["alchemy", "checkout", "cursor", "guardian", "keen"])
"""Services whose name a program of one's own may have: `CURSOR_SECRET`, `CHECKOUT_API_TOKEN`. Only a value
that begins as theirs is judged."""
_CHOSEN = re.compile(
    r"web_?hook|hook|sign(?:ing|ature)?|session|cookie|encrypt|salt|jwt|pass|pwd|verif|state|hmac|seed|admin|master_key|proxy|ssh|deploy|private_key|cert|gpg|pgp|basic|"
    r"refresh|oauth|bearer|access_token|user_token|id_token|(?:^|_)(?:db|database|redis|smtp|internal)(?:_|$)"
)
"""What users choose themselves, another service gives out, or OAuth does."""
_NEWER = re.compile(r"[a-z]{2,8}[0-9]?[_-][A-Za-z0-9_.-]{24,}")
"""Tokens with a prefix, which services go over to: a form that is newer than this table."""

_OF_KEYS_ONLY = frozenset(name for _, names in _SAME for name in names.split())
_CLIENT = re.compile(r"(?:client|consumer|app|application|oauth2?)_?secret")
"""The secret of an OAuth client: one form of a service's keys says nothing of it."""

_FORMS: dict[str, str] = {name: form for form, names in _SAME for name in names.split()}
_FORMS.update((name, form) for names, form in _OWN for name in names.split("|"))
_NAMED = re.compile(
    r"(?:^|_)(" + "|".join(sorted((re.escape(n).replace("_\\?", "_?") for n in _FORMS), key=len,
        reverse=True)) + r")_?(?:(?:api|auth|access|app|secret)_?)*(?=_|key|token|secret|$)"
)
_RUN = re.compile(r"(?<=[a-z])(?=(?:key|token|secret)(?:_|$))")
_TOKENS = re.compile(r"(?:^|_)(?:key|token|secret|access|auth|credentials?|pat)(?:_|$)")


def of_service(name: str, value: str) -> bool | None:
    """Whether a value has the form of the keys of the service that a name (small letters, words joined by
    `_`) begins with; None where no service is named whose form is known, or where the name says that its user
    chose the value."""
    named = _NAMED.search(name + "_")
    if (
        named is None
        or _CHOSEN.search(name)
        or not _TOKENS.search("_".join(_RUN.split(name[named.end(1) :])))
    ):
        return None
    form = _FORMS.get(named.group(1)) or _FORMS.get(named.group(1).replace("_", "_?"))
    if form is None or (named.group(1) in _OF_KEYS_ONLY and _CLIENT.search(name)):
        return None
    if re.fullmatch(form, value):
        return True
    if _begins_so(form, value):
        return False
    return None if named.group(1) in _ALSO_A_WORD or _NEWER.fullmatch(value) else False


def _begins_so(form: str, value: str) -> bool:
    """Whether the prefix of a value is one of the form's own, so that it is no newer one."""
    prefix = re.match(r"[A-Za-z0-9]+[_-]", value)
    return prefix is not None and (
        prefix.group() in form or f"|{prefix.group()[:-1]})" in form or f"(?:{prefix.group()[:-1]}|" in form
    )
