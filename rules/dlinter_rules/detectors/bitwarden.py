"""Bitwarden: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="bitwarden-secrets-manager-token",
        provider="Bitwarden",
        title="Bitwarden Secrets Manager access token",
        pattern=assigned(r"bws_|bitwarden|access_token",
            r"0\.[0-9a-f-]{36}\.[A-Za-z0-9]{30}:[A-Za-z0-9+/]{22}=="),
        keywords=("bws_", "bitwarden", "access_token"),
        matches=(
            'BWS_ACCESS_TOKEN="'
            + '0.73200448c48ab6ae24d51e08d828709d987d.3LmuTdX4tRfLH9JI0QcOXZTnkPXqZw:TmFzOYgw6pVjq7YHeCW6A3=="',
            "  bws_access_token: "
            + "0.e80776abe6a78fca4c7a810b41e7eb25fa27.hmK4htbfUhriVsqSkdxq9572iZk0aq:SSTFbUOaMWqKN8v3pugoi8==",
        ),
        misses=(
            'BWS_ACCESS_TOKEN="'
            + '0.73200448c48ab6ae24d51e08d828709d987d.3LmuTdX4tRfLH9JI0QcOXZTnkPXqZw:TmFzOYgw6pVjq7YHeCW6A3="',
            'BWS_ACCESS_TOKEN="'
            + '0.00000000x00xx0xx00x00x00x000000x000x.0XxxXxX0xXxXX0XX0XxXXXXxxXXxXx:XxXxXXxx0xXxx0XXxXX0X0=="',
            "REVISION="
            + "0.73200448c48ab6ae24d51e08d828709d987d.3LmuTdX4tRfLH9JI0QcOXZTnkPXqZw:TmFzOYgw6pVjq7YHeCW6A3==",
        ),
        source="Bitwarden docs, Access tokens",
        min_entropy=3.0,
        security_severity=9.3,
    ),
)
