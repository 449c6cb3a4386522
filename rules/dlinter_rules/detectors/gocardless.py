"""GoCardless: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="gocardless-access-token",
        provider="GoCardless",
        title="GoCardless access token",
        pattern=r"live_[A-Za-z0-9_-]{40}",
        keywords=("live_",),
        matches=(
            'GOCARDLESS_ACCESS_TOKEN="live_' + 'LK0tf3HLgDFtqxWSkKqCm0TP8KSmg6dQIvIA5e72"',
            "Authorization: Bearer live_" + "SRb4nidlQOzbhjtiOScWkk6VoQBgOdTlRRvl4SSS",
        ),
        misses=(
            'GOCARDLESS_ACCESS_TOKEN="live_' + 'LK0tf3HLgDFtqxWSkKqCm0TP8KSmg6dQIvIA5e7"',
            'GOCARDLESS_ACCESS_TOKEN="live_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GoCardless docs, Access tokens",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.8,
    ),
)
