"""Postmark: server and account tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="postmark-server-token",
        provider="Postmark",
        title="Postmark server token",
        pattern=assigned(r"postmark", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("postmark",),
        matches=(
            'POSTMARK_SERVER_TOKEN="' + '7290ca20-11c8-b4ed-027d-e293c9f371f9"',
            "  postmark_server_token: " + "fb64d0ed-c44c-f831-8ef9-775bbe416b97",
        ),
        misses=(
            'POSTMARK_SERVER_TOKEN="' + '7290ca20-11c8-b4ed-027d-e293c9f371f"',
            'POSTMARK_SERVER_TOKEN="' + '0000xx00-00x0-x0xx-000x-x000x0x000x0"',
            "REVISION=" + "7290ca20-11c8-b4ed-027d-e293c9f371f9",
        ),
        source="Postmark docs, API: authentication",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
