"""Microsoft Teams: incoming webhooks."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="teams-incoming-webhook",
        provider="Microsoft Teams",
        title="Microsoft Teams incoming webhook",
        pattern=r"webhook\.office\.com/webhookb2/(?P<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}@[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/IncomingWebhook/[0-9a-zA-Z]{32}/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:/[A-Za-z0-9_-]{20,60})?)",
        keywords=("webhook.office.com/webhookb2/",),
        matches=(
            'HOOK="https://shop.webhook.office.com/webhookb2/'
            + "49008a99-8070-c87c-b7c8-145693a7ab0c@0e72342d-3ea6-20d6-1a16-10f730cc0938/Incom"
            + 'ingWebhook/9ccb313c67d2623eff15ec8d946ec99f/86d4f89d-0272-b917-40aa-bc11b153c0f8"',
        ),
        misses=(
            'HOOK="https://shop.webhook.office.com/webhookb2/'
            + "49008a99-8070-c87c-b7c8-145693a7ab0c@0e72342d-3ea6-20d6-1a16-10f730cc0938/Incom"
            + 'ingWebhook/9ccb313c67d2623eff15ec8d946ec99f/86d4f89d-0272-b917-40aa-bc11b153c0f"',
            'HOOK="https://shop.webhook.office.com/webhookb2/'
            + "49008a99-8070-c87c-b7c8-145693a7ab0c@0e72342d-3ea6-20d6-1a16-10f730cc0938/Incom"
            + 'xxxxxxxxxx/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="Microsoft Teams docs, Create incoming webhooks",
        min_entropy=3.0,
        security_severity=5.0,
    ),
    Detector(
        id="teams-legacy-webhook",
        provider="Microsoft Teams",
        title="Microsoft Teams incoming webhook (older form)",
        pattern=r"outlook\.office(?:365)?\.com/webhook/(?P<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}@[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/IncomingWebhook/[0-9a-zA-Z]{32}/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
        keywords=("outlook.office.com/webhook/", "outlook.office365.com/webhook/"),
        matches=(
            'HOOK="https://outlook.office.com/webhook/'
            + "e8224572-0f06-777c-7646-cd8bd7eaacd7@acabd1de-9892-241d-7305-0d7dff46e299/Incom"
            + 'ingWebhook/89d0ec700fbc186cc6b9da906759e67a/7b78e227-b044-f45d-90b7-172918040d4a"',
        ),
        misses=(
            'HOOK="https://outlook.office.com/webhook/'
            + "e8224572-0f06-777c-7646-cd8bd7eaacd7@acabd1de-9892-241d-7305-0d7dff46e299/Incom"
            + 'ingWebhook/89d0ec700fbc186cc6b9da906759e67a/7b78e227-b044-f45d-90b7-172918040d4"',
            'HOOK="https://outlook.office.com/webhook/'
            + "e8224572-0f06-777c-7646-cd8bd7eaacd7@acabd1de-9892-241d-7305-0d7dff46e299/Incom"
            + 'xxxxxxxxxx/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="Microsoft Teams docs, Create incoming webhooks",
        min_entropy=3.0,
        security_severity=5.0,
    ),
)
