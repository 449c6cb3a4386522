"""Fastly: API tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="fastly-api-token",
        provider="Fastly",
        title="Fastly API token",
        pattern=assigned(r"fastly", r"[A-Za-z0-9_-]{32}"),
        keywords=("fastly",),
        matches=(
            'FASTLY_API_TOKEN="' + 'IPmDFEtoRHTsK2x6PTYIrlDnhekdJBVJ"',
            "  fastly_api_token: " + "OaWCg5vjFqKPyP0brgUYPzihDFaG31u6",
        ),
        misses=(
            'FASTLY_API_TOKEN="' + 'IPmDFEtoRHTsK2x6PTYIrlDnhekdJBV"',
            'FASTLY_API_TOKEN="' + 'XXxXXXxxXXXxX0x0XXXXxxXxxxxxXXXX"',
            "REVISION=" + "IPmDFEtoRHTsK2x6PTYIrlDnhekdJBVJ",
        ),
        source="Fastly docs, Using API tokens (32 characters)",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
