"""Salesforce: session ids, which are its access tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="salesforce-access-token",
        provider="Salesforce",
        title="Salesforce access token",
        pattern=r"00D[A-Za-z0-9]{12}(?:[A-Z0-5]{3})?!A[A-Za-z0-9][A-Za-z0-9._]{86,110}",
        keywords=("00d",),
        matches=(
            'SALESFORCE_TOKEN="00D'
            + '4Kaxr6hmIest!AQq7KJNjOeTHz7wFVcOSo7tCevONKNvurkoy9pc2s7lU1aa0XGNoLmxRBYkOC31Cd9dLxXKitfBFhokI83L7Lv6izvvBrIP5"',
            "Authorization: Bearer 00D"
            + "bOQV4t8MMbLJ!AQCEHqHXXIki4iKVcLVI5w5SJ9SbTZkDMFbI0A7JiJJl3BCt4WwKDKxAWVDIAcvItXswpxHcV7Ns6vu5EJ0fnRiyJYaf0Aa2",
        ),
        misses=(
            'SALESFORCE_TOKEN="00D' + '4Kaxr6hmIest!AQq7KJNjOeTHz7wFVcOSo7tCevONKNvurkoy9pc2s"',
            'SALESFORCE_TOKEN="00D'
            + 'xxxxxxxxxxxx!xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Salesforce docs, OAuth access tokens",
        min_entropy=4.0,
    ),
)
