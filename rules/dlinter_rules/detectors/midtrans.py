"""Midtrans: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="midtrans-server-key",
        provider="Midtrans",
        title="Midtrans server key",
        pattern=assigned(r"midtrans", r"(?:Mid|VT)-server-[A-Za-z0-9_-]{20,30}"),
        keywords=("midtrans",),
        matches=(
            'MIDTRANS_SERVER_KEY="' + 'Mid-server-' + 'kYgV6YcGLVpLtWriuu87B"',
            "  midtrans_server_key: " + "VT-server-" + "Z7hKn93vgrUvTCFMQULwT",
        ),
        misses=(
            'MIDTRANS_SERVER_KEY="' + 'Xxx-xxxxxx-xXxX0XxXXXxXxXxxxx00X"',
            "REVISION=" + "Mid-server-" + "kYgV6YcGLVpLtWriuu87B",
        ),
        source="Midtrans docs, Access keys",
        min_entropy=3.6,
        security_severity=8.8,
    ),
)
