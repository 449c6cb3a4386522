"""Google Chat: incoming webhooks."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="google-chat-webhook",
        provider="Google Chat",
        title="Google Chat incoming webhook",
        pattern=r"chat\.googleapis\.com/v1/spaces/(?P<secret>[A-Za-z0-9_-]{6,24}/messages\?(?:threadKey=[A-Za-z0-9_-]{1,64}&)?key=[A-Za-z0-9_-]{30,60}(?:&|&amp;|\\u0026)token=[A-Za-z0-9_-]{40,64})",
        keywords=("chat.googleapis.com",),
        matches=(
            "WEBHOOK=https://chat.googleapis.com/v1/spaces/AAAAz7kRK2B/messages?key=AI"
            + "zacgtMkIAa9MC2H35mzlwYeb6Z07BL8xpzCIL&token=TuJ"
            + "8wyVS9YZLQNqZkIwicujgXff6GKSzstqRsiYkEH9%3D",
            'x = "https://chat.googleapis.com/v1/spaces/AAAArNKJRSL/messages?key=AI'
            + 'zaLD43nCpXnlgwJR96oq4t6qusHtaNqxGTNN6&token=pEo'
            + '31hA5cejuFUph8a0ovF6K0rEPzSbYJuRJpM5oeDK%3D"',
        ),
        misses=(
            'WEBHOOK="https://chat.googleapis.com/v1/spaces/AAAAz7kRK2B/messages?key=AI'
            + 'zacgtMkIAa9MC2H35mzlwYeb6Z07BL8xpzCIL&token=TuJ' + '8wyVS9YZLQNqZkIwicujg"',
            "https://chat.googleapis.com/v1/spaces/" + "AAAAz7kRK2B/messages?key=$KEY&token=$TOKEN",
        ),
        source="Google Chat developer docs, incoming webhooks",
        min_entropy=3.8,
        security_severity=6.0,
    ),
)
