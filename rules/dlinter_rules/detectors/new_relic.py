"""New Relic: user keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="new-relic-user-key",
        provider="New Relic",
        title="New Relic user key",
        pattern=r"NRAK-[A-Z0-9]{27}",
        keywords=("nrak-",),
        matches=(
            'NEW_RELIC_API_KEY="NRAK-' + 'ML5RXIO13L3O7LYYNPNKUDV69R2"',
            "Authorization: Bearer NRAK-" + "87HYE5JC4JI96ZW85ZOYGHLL92T",
        ),
        misses=(
            'NEW_RELIC_API_KEY="NRAK-' + 'ML5RXIO13L3O7LYYNPNK"',
            'NEW_RELIC_API_KEY="NRAK-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="New Relic docs, API keys (user keys begin with NRAK)",
        min_entropy=3.0,
        security_severity=8.0,
    ),
)
