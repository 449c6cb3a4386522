"""Slack: tokens of bots, users, apps and sessions, webhooks, signing secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector


def _bot(secret: str) -> bool:
    """The current form has two numbers; it has its own detector."""
    return not secret.rpartition("-")[2].isdigit()


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="slack-bot-token",
        provider="Slack",
        title="Slack bot token",
        pattern=r"xoxb-[0-9]{10,13}-[0-9]{10,13}-[A-Za-z0-9]{24,34}",
        keywords=("xoxb-",),
        matches=(
            'SLACK_BOT_TOKEN="xoxb-' + '2937172985938-0384869977861-OB681lUpC6YALtHvfFnDXm6t06Nqq"',
            "Authorization: Bearer xoxb-" + "34119359490-96246763176-06Iy71zYhKQhJP2dT07Y0o038X",
        ),
        misses=(
            'SLACK_BOT_TOKEN="xoxb-' + 'xxxxxxxxxxxxx-xxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Tokens: token types",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="slack-legacy-bot-token",
        provider="Slack",
        title="Slack bot token (older form)",
        pattern=r"xoxb-[0-9]{8,14}-[A-Za-z0-9]{18,26}",
        keywords=("xoxb-",),
        matches=(
            'SLACK_BOT_TOKEN="xoxb-' + '716181748-647Rviw5xpPrFr002iv"',
            "Authorization: Bearer xoxb-" + "47080800451518-zYqaRamfmw9E262hSrf",
        ),
        misses=(
            'SLACK_BOT_TOKEN="xoxb-' + 'xxxxxxxxx-xxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Tokens: token types",
        validate=_bot,
        min_entropy=3.0,
    ),
    Detector(
        id="slack-user-token",
        provider="Slack",
        title="Slack user token",
        pattern=r"xox[pe]-(?:[0-9]{10,13}-){3}[A-Za-z0-9-]{28,34}",
        keywords=("xoxp-", "xoxe-"),
        matches=(
            'SLACK_TOKEN="xoxp-'
            + '37366001552-427467214374-9095645063672-iY1HUWgmbYKPapQ7VmXgdo0EsztBAwoJuR"',
            "Authorization: Bearer xoxe-" + "0297475906-0769251340-9235115573-TyacmvVEenqPDQHrz3jVtKCGW9b7JL",
        ),
        misses=(
            'SLACK_TOKEN="xoxp-'
            + 'xxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Tokens: token types",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="slack-rotating-token",
        provider="Slack",
        title="Slack rotating access token",
        pattern=r"xoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{160,180}",
        keywords=("xoxe.xox",),
        matches=(
            'SLACK_TOKEN="xoxe.xoxb-'
            + '3-xXTRzCFNuQaVzq2uKabRiMoNMHAIGHy0ZIHGJtj5JaZcic2hKAiZavQOK20pIOzLqP2Co1VyRgmqhbhs787bMvREDlQvIgKNCQN8UI0bWAN77Y0vkKShL3z9rzEjXVTkp9wY5dMHbnVRvA5GI1ukc2SzYNsQoFIpetBKqVW0eGJygpr4b"',
            "Authorization: Bearer xoxe.xoxp-"
            + "6-57XWBI4X2C9TiFabRTNGqfKpjmnOaHH6oO93YMsstXEua6qoAywA2BpVrBfBUEXoJfBh738OFbcAAfEuEPrFXex09K1GZMCukG40TUJldgctWTkt0fDdnG4ITMhXo4UtTJfMIM1RV8cgwI5lWUXAZOW1WwCQS4gU",
        ),
        misses=(
            'SLACK_TOKEN="xoxe.xoxb-'
            + 'x-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Token rotation",
        min_entropy=3.0,
        security_severity=7.0,
    ),
    Detector(
        id="slack-refresh-token",
        provider="Slack",
        title="Slack refresh token",
        pattern=r"xoxe-[0-9]-[A-Za-z0-9]{140,160}",
        keywords=("xoxe-",),
        matches=(
            'SLACK_REFRESH_TOKEN="xoxe-'
            + '9-N2HvRhwguTs7lejfAWNdMrDltNqSZWwkzd0d1Tgsydq14XF52jDh0hzKvk9siicGn5aLaAQmpQWSEHC2VIp6ApSaoDICsufZftB5PobNWxyzsXiV9xZfGA6OMDay5nGfaDWHLaukRyPWySR33P"',
            "Authorization: Bearer xoxe-"
            + "0-LRKrEBSNpn6sUqr5XIH8tE4mLx4rcRMjAGSdxuJQZyy9f2hvyb1lBexw8UTD7ZaVb7uHZkRqX90n7yiMH13QKjn8wkShbWWeXVLpXTdxvqT0feESyIRHJxxUZNTxjqZXnDRoCQxhu2vdSr48nD",
        ),
        misses=(
            'SLACK_REFRESH_TOKEN="xoxe-'
            + 'x-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Token rotation",
        min_entropy=3.0,
    ),
    Detector(
        id="slack-app-level-token",
        provider="Slack",
        title="Slack app-level token",
        pattern=r"xapp-[0-9]-A[A-Z0-9]{8,12}-[0-9]{10,14}-[a-z0-9]{60,70}",
        keywords=("xapp-",),
        matches=(
            'SLACK_APP_TOKEN="xapp-'
            + '2-AQMJ36NKRI7B-2130268763-konis1e88d66yq1wcw9xz60vaeno3tezgfoj6rqirp2xlar4tq8aaw6fw2khy6ytqugmc"',
            "Authorization: Bearer xapp-"
            + "4-A7OO8NXI7FLJG-601038825668-xrgljno0m1hhk8fg1pwe29yyfoj4b2yiwgaj2z6xonv6a6p9wdzikwqg0y9rhfb269xl",
        ),
        misses=(
            'SLACK_APP_TOKEN="xapp-'
            + 'x-xxxxxxxxxxxx-xxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Tokens: token types",
        min_entropy=3.0,
    ),
    Detector(
        id="slack-workspace-token",
        provider="Slack",
        title="Slack workspace or configuration token",
        pattern=r"xox[ar]-(?:[0-9]-)?[A-Za-z0-9]{6,14}-[A-Za-z0-9-]{9,150}[A-Za-z0-9]",
        keywords=("xoxa-", "xoxr-"),
        matches=(
            'SLACK_TOKEN="xoxa-' + '2-27441194091-136571877289-1aeff9da6d80a7ba2b9734443a885ebb"',
            "Authorization: Bearer xoxa-" + "2-83751179866-800523335155-718cb6c6287dc411ada4e47e04c12370",
        ),
        misses=(
            'SLACK_TOKEN="xoxa-' + 'x-xxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Tokens: token types",
        min_entropy=3.2,
    ),
    Detector(
        id="slack-legacy-token",
        provider="Slack",
        title="Slack legacy token",
        pattern=r"xox[os]-[0-9]{6,14}-[0-9]{6,14}-[0-9]{6,14}-[0-9a-f]{8,64}",
        keywords=("xoxo-", "xoxs-"),
        matches=(
            'SLACK_TOKEN="xoxs-' + '6890067347-455157164031-08287252-d14567523ff33dc1b6e"',
            "Authorization: Bearer xoxs-"
            + "13801426-03805734435327-617216775-c2eff3f0e9b3147be5aaca12dbf93ce099925b",
        ),
        misses=(
            'SLACK_TOKEN="xoxs-' + 'xxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxx-xxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Tokens: token types",
        min_entropy=3.0,
    ),
    Detector(
        id="slack-session-cookie",
        provider="Slack",
        title="Slack session cookie",
        pattern=r"xoxd-[A-Za-z0-9%+/=_-]{80,}",
        keywords=("xoxd-",),
        matches=(
            'SLACK_COOKIE="xoxd-'
            + 'npKHWoAyL6PQ3dnYyxjVXz4BeUrF_c9ynlHFPsVDcYTlqmu7cjHsVflvfWkYBfSrCk6puEv8BZJ5Y9tYIUzM"',
            "Authorization: Bearer xoxd-"
            + "uChZCVKsHVYbi3yMGQYI-pYSNBDF9zsPbV4lN9597kVw9ouEC32QweXkAVvwXkSdjgTq4Ipatl3vm4ywsg4U",
        ),
        misses=(
            'SLACK_COOKIE="xoxd-'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Tokens: token types",
        min_entropy=3.0,
    ),
    Detector(
        id="slack-client-token",
        provider="Slack",
        title="Slack client session token",
        pattern=r"xoxc-(?:[0-9]{10,13}-){3}[0-9a-f]{64}",
        keywords=("xoxc-",),
        matches=(
            'SLACK_TOKEN="xoxc-'
            + '90109323074-3872270036054-686020381604-249ab6a40d180ae68c2c04dc1b5f04b1f3c78cb6a926d0b2d7252a5661e95801"',
            "Authorization: Bearer xoxc-"
            + "3586638359-463617768882-29731951459-825555d075c4580747dccb0d549149f28fc14046ffc67d4b367a552f1a8b10f7",
        ),
        misses=(
            'SLACK_TOKEN="xoxc-'
            + '90109323074-3872270036054-686020381604-249ab6a40d180ae68c2c04dc1b5f04b1f3c78cb6a926d0b2d7252a5661e9580"',
            'SLACK_TOKEN="xoxc-'
            + 'xxxxxxxxxxx-xxxxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Tokens: token types",
        min_entropy=3.0,
    ),
    Detector(
        id="slack-incoming-webhook",
        provider="Slack",
        title="Slack incoming webhook",
        pattern=r"hooks\.slack\.com/services/(?P<secret>T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{23,25})",
        keywords=("hooks.slack.com/services/",),
        matches=(
            'SLACK_WEBHOOK="https://hooks.slack.com/services/' + "TE0GQYURKE/B5TH9RI9ALR/"
            + '1jP1abWriwm5XMVlydMAZXcv"',
        ),
        misses=(
            'SLACK_WEBHOOK="https://hooks.slack.com/services/' + "TE0GQYURKE/B5TH9RI9ALR/"
            + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Slack docs, Incoming webhooks",
        min_entropy=3.0,
        security_severity=5.5,
    ),
    Detector(
        id="slack-workflow-webhook",
        provider="Slack",
        title="Slack workflow webhook",
        pattern=r"hooks\.slack\.com/(?:workflows|triggers)/(?P<secret>[TE][A-Z0-9]{8,12}/(?:A[A-Z0-9]{8,12}/)?[0-9]{10,20}/[A-Za-z0-9]{24,40})",
        keywords=("hooks.slack.com/workflows/", "hooks.slack.com/triggers/"),
        matches=(
            'HOOK="https://hooks.slack.com/triggers/' + "TAFFRBULMV/4871759937821/gkD"
            + 'UBDhdCpgPE90Zj3aIR7UOefpeMwnn"',
        ),
        misses=(
            'HOOK="https://hooks.slack.com/triggers/T000/123/abc"',
        ),
        source="Slack docs, Workflow builder webhooks",
        min_entropy=3.0,
        security_severity=4.5,
    ),
    Detector(
        id="slack-signing-secret",
        provider="Slack",
        title="Slack signing secret",
        pattern=assigned(r"slack_signing|slack_client_secret|slack_secret", r"[0-9a-f]{32}"),
        keywords=("slack_signing", "slack_client_secret", "slack_secret"),
        matches=(
            'SLACK_SIGNING_SECRET="' + '9a3fbab600c6bf3ccaf28d4ede715845"',
            "  slack_signing_secret: " + "202bbf60a1a296b4726621dab61cfcc8",
        ),
        misses=(
            'SLACK_SIGNING_SECRET="' + '9a3fbab600c6bf3ccaf28d4ede71584"',
            'SLACK_SIGNING_SECRET="' + '0x0xxxx000x0xx0xxxx00x0xxx000000"',
            "REVISION=" + "9a3fbab600c6bf3ccaf28d4ede715845",
        ),
        source="Slack docs, Verifying requests from Slack",
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.5,
    ),
)
