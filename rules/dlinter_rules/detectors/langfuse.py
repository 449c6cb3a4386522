"""Langfuse: secret keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="langfuse-secret-key",
        provider="Langfuse",
        title="Langfuse secret key",
        pattern=r"sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        keywords=("sk-lf-",),
        matches=(
            'LANGFUSE_SECRET_KEY="sk-lf-' + '3225eb83-fa81-aa50-f2ff-03e1509ff9bc"',
            "Authorization: Bearer sk-lf-" + "dd420af2-4330-b704-07b9-f80cfd02d874",
        ),
        misses=(
            'LANGFUSE_SECRET_KEY="sk-lf-' + '3225eb83-fa81-aa50-f2ff-03e1509ff9b"',
            'LANGFUSE_SECRET_KEY="sk-lf-' + 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"',
        ),
        source="Langfuse docs, API keys",
        min_entropy=3.0,
    ),
)
