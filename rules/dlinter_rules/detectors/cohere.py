"""Cohere: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cohere-api-key",
        provider="Cohere",
        title="Cohere API key",
        pattern=assigned(r"cohere|co_api_key", r"[A-Za-z0-9]{40}"),
        keywords=("cohere", "co_api_key"),
        matches=(
            'CO_API_KEY="' + 'wSSC4yAa6neMkzdvMEhQ1AbbacE1I8cMpTptH3sg"',
            "  co_api_key: " + "74WFtqSdgBdwAtUfegAKJQRuiyzVrXgeZ9vX94fP",
        ),
        misses=(
            'CO_API_KEY="' + 'wSSC4yAa6neMkzdvMEhQ1AbbacE1I8cMpTptH3s"',
            'CO_API_KEY="' + 'xXXX0xXx0xxXxxxxXXxX0XxxxxX0X0xXxXxxX0xx"',
            "REVISION=" + "wSSC4yAa6neMkzdvMEhQ1AbbacE1I8cMpTptH3sg",
        ),
        source="Cohere docs, API keys (40 characters)",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
