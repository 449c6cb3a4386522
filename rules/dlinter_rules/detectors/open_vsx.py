"""Open VSX: access tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="open-vsx-access-token",
        provider="Open VSX",
        title="Open VSX access token",
        pattern=r"ovsx[a-z]{1,3}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        keywords=("ovsxp_", "ovsxat_"),
        matches=(
            'OVSX_PAT="ovsxp_' + 'f4b0ab0d-49b1-cd78-7031-b37355d69c43"',
            "Authorization: Bearer ovsxp_" + "07b09e6b-c9aa-9e0f-90a9-b29355b6dee9",
        ),
        misses=(
            'OVSX_PAT="ovsxp_' + 'f4b0ab0d-49b1-cd78-7031-b37355d69c4"',
            'OVSX_PAT="ovsxp_' + 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="Open VSX wiki, Publishing extensions",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="open-vsx-legacy-token",
        provider="Open VSX",
        title="Open VSX access token (UUID)",
        pattern=assigned(r"ovsx_pat|open_vsx|ovsx_token",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("ovsx_pat", "open_vsx", "ovsx_token"),
        matches=(
            'OVSX_PAT="' + 'fd01919d-8c88-6d6f-41f9-c506767e46b7"',
            "  ovsx_pat: " + "fd79efb6-b677-cf02-1d7d-a0ed06c7732b",
        ),
        misses=(
            'OVSX_PAT="' + 'fd01919d-8c88-6d6f-41f9-c506767e46b"',
            'OVSX_PAT="' + 'xx00000x-0x00-0x0x-00x0-x000000x00x0"',
            "REVISION=" + "fd01919d-8c88-6d6f-41f9-c506767e46b7",
        ),
        source="Open VSX wiki, Publishing extensions",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
