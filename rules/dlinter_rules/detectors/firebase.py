"""Firebase: server keys of Cloud Messaging."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="firebase-fcm-server-key",
        provider="Firebase",
        title="Firebase Cloud Messaging server key",
        pattern=r"AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{134}",
        keywords=("apa91b",),
        matches=(
            'FCM_SERVER_KEY="'
            + "AAAAGblGw7g:APA91bniS7zdemTPwU8LOsapmDw7gkADCwPbokL0lib0cnXmtfqu1bpsDZTooY0d"
            + 'VyROMIJQZD7BoQgtVsP8xCKcVV8ZY6j8xyx1TxY1NirJV2kniGB1iLAOxE1gMhkjSOKIqEEfKNb9"',
            "Authorization: key="
            + "AAAA" + "7JBPHk9:APA91bFwUsoNHBkxG3sGg75hNebX8zFwlmvLqe3gysWDytsIZTB8VXK50Gd9LNEc"
            + "m5rXNyD95hwktT2um6rRAc07QnuzIxr1rvS7rMqNRKYMh6ysIqjMILmK4OsEiR5wJuNFklPMWHGY",
        ),
        misses=(
            'FCM_SERVER_KEY="'
            + "AAAAGblGw7g:APA91bniS7zdemTPwU8LOsapmDw7gkADCwPbokL0lib0cnXmtfqu1bpsDZTooY0d"
            + 'VyROMIJQZD7BoQgtVsP8xCKcVV8ZY6j8xyx1TxY1NirJV2kniGB1iLAOxE1gMhkjSOKIqEEfKNb"',
        ),
        source="Firebase docs, Cloud Messaging legacy HTTP protocol (server key)",
        min_entropy=3.0,
        security_severity=7.0,
    ),
)
