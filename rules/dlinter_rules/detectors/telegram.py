"""Telegram: bot tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="telegram-bot-token",
        provider="Telegram",
        title="Telegram bot token",
        pattern=r"[0-9]{8,10}:AA[A-Za-z0-9_-]{33}",
        keywords=(":aa",),
        matches=(
            'TELEGRAM_BOT_TOKEN="' + "7410703273:AASQBCZYlMAR" + 'ylYE83Xweye1dR7xv1u35Z5"',
            "token: " + "131749248:AAjsUvm2SmMk" + "XH5G4gbDRqLCInSqT60sfGu",
        ),
        misses=(
            'TELEGRAM_BOT_TOKEN="' + "7410703273:AASQBCZYlMA" + 'RylYE83Xweye1dR7xv1u35Z"',
            'TELEGRAM_BOT_TOKEN="' + "7410703273:AASQBCZYlMA" + 'xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Telegram bot API docs, Authorizing your bot",
        min_entropy=3.8,
        security_severity=7.5,
    ),
    Detector(
        id="telegram-bot-url",
        provider="Telegram",
        title="Telegram bot token in a URL",
        pattern=r"/bot(?P<secret>[0-9]{8,10}:AA[A-Za-z0-9_-]{33})/",
        keywords=("/bot",),
        matches=(
            "curl https://telegram.example/bot" + "4955541940:AAF3BxnjG0lW"
            + "xpaTnJkMSYBh9or7W0KDkCm/sendMessage",
        ),
        misses=(
            "curl https://telegram.example/bot" + "4955541940:AAF3BxnjG0lW"
            + "xpaTnJkMSYBh9or7W0KDkC/sendMessage",
            "curl https://telegram.example/bot" + "4955541940:AAF3BxnjG0lW"
            + "xxxxxxxxxxxxxxxxxxxxxxx/sendMessage",
        ),
        source="Telegram bot API docs, Making requests",
        boundary=False,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
