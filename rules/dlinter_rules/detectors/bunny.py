"""bunny.net: account and storage keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="bunny-api-key",
        provider="bunny.net",
        title="bunny.net API key",
        pattern=assigned(r"bunny|bunnycdn",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?"),
        keywords=("bunny", "bunnycdn"),
        matches=(
            'BUNNY_API_KEY="' + '2c0dd7f7-2103-b735-8318-a30b82ff603a"',
            "  bunny_api_key: " + "24c01c37-e3fc-4504-cc05-d65fd952086c",
        ),
        misses=(
            'BUNNY_API_KEY="' + '2c0dd7f7-2103-b735-8318-a30b82ff603"',
            'BUNNY_API_KEY="' + '0x0xx0x0-0000-x000-0000-x00x00xx000x"',
            "REVISION=" + "2c0dd7f7-2103-b735-8318-a30b82ff603a",
        ),
        source="bunny.net docs, API authentication",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="bunny-storage-password",
        provider="bunny.net",
        title="bunny.net storage zone password",
        pattern=assigned(r"bunny|bunnycdn",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{4}"),
        keywords=("bunny", "bunnycdn"),
        matches=(
            'BUNNY_STORAGE_PASSWORD="' + 'dd010a97-15f8-0190-2e33599534b7-0297-b9f4"',
            "  bunny_storage_password: " + "43989927-dc3e-9b82-dec232242333-ec93-f668",
        ),
        misses=(
            'BUNNY_STORAGE_PASSWORD="' + 'dd010a97-15f8-0190-2e33599534b7-0297-b9f"',
            'BUNNY_STORAGE_PASSWORD="' + 'xx000x00-00x0-0000-0x00000000x0-0000-x0x0"',
            "REVISION=" + "dd010a97-15f8-0190-2e33599534b7-0297-b9f4",
        ),
        source="bunny.net docs, Edge storage access",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
