"""Mercado Pago: access tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mercado-pago-access-token",
        provider="Mercado Pago",
        title="Mercado Pago access token",
        pattern=r"APP_USR-[0-9]{13,18}-[0-9]{6}-[0-9a-f]{32}-[0-9]{6,12}",
        keywords=("app_usr-",),
        matches=(
            'MP_ACCESS_TOKEN="APP_USR-'
            + '985305340324008-078645-0dd84332b5af1a67cab0370be82c1953-833326071821"',
            "Authorization: Bearer APP_USR-" + "8736019648013-830402-becee3bf91ed4377c2dec43b1d809d0a-648106",
        ),
        misses=(
            'MP_ACCESS_TOKEN="APP_USR-'
            + 'xxxxxxxxxxxxxxx-xxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxx"',
        ),
        source="Mercado Pago docs, Credentials",
        min_entropy=3.0,
        security_severity=9.0,
    ),
)
