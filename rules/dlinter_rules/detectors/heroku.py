"""Heroku: API keys, with and without prefix."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="heroku-api-key",
        provider="Heroku",
        title="Heroku API key",
        pattern=r"HRKU-AA[A-Za-z0-9_-]{58}",
        keywords=("hrku-aa",),
        matches=(
            'HEROKU_API_KEY="HRKU-AA' + 'npVG6jKnraJGT10FI8lhDagzzX3cqAEkDZpnMB2U3iLmNkeks0luroRv79"',
            "Authorization: Bearer HRKU-AA" + "JnPSTk5VIwuY7lgJUtbA3rYOvrASedi8YxOjQEDD85XKuKhRPKC7pBPp0i",
        ),
        misses=(
            'HEROKU_API_KEY="HRKU-AA' + 'npVG6jKnraJGT10FI8lhDagzzX3cqAEkDZpnMB2U3iLmNkeks0luroRv7"',
            'HEROKU_API_KEY="HRKU-AA' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Heroku changelog, Heroku API keys with HRKU- prefix",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="heroku-api-key-uuid",
        provider="Heroku",
        title="Heroku API key (prefixed UUID)",
        pattern=r"HRKU-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        keywords=("hrku-",),
        matches=(
            'HEROKU_API_KEY="HRKU-' + 'c5fa22e4-f797-c7e5-066a-4f11bd1f4a39"',
            "Authorization: Bearer HRKU-" + "511469f3-2d9d-445f-7702-912a1f5cf139",
        ),
        misses=(
            'HEROKU_API_KEY="HRKU-' + 'c5fa22e4-f797-c7e5-066a-4f11bd1f4a3"',
            'HEROKU_API_KEY="HRKU-' + 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="Heroku changelog, prefix HRKU- on tokens",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="heroku-legacy-api-key",
        provider="Heroku",
        title="Heroku API key (UUID)",
        pattern=assigned(r"heroku", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("heroku",),
        matches=(
            'HEROKU_API_KEY="' + 'c8d4b669-9fb8-313a-cce8-91e1e4fbf68a"',
            "  heroku_api_key: " + "c9d8f073-95f9-de3f-f990-d738b52aa5b8",
        ),
        misses=(
            'HEROKU_API_KEY="' + 'c8d4b669-9fb8-313a-cce8-91e1e4fbf68"',
            'HEROKU_API_KEY="' + 'x0x0x000-0xx0-000x-xxx0-00x0x0xxx00x"',
            "REVISION=" + "c8d4b669-9fb8-313a-cce8-91e1e4fbf68a",
        ),
        source="Heroku Platform API reference, Authentication",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
