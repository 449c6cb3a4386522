"""OpenPipe: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="openpipe-api-key",
        provider="OpenPipe",
        title="OpenPipe API key",
        pattern=r"opk_[0-9a-f]{42}",
        keywords=("opk_",),
        matches=(
            'OPENPIPE_API_KEY="opk_' + 'b1048eb25110dccc59b1c29208219edceedd426db1"',
            "Authorization: Bearer opk_" + "4bc7251a6b53048b9ddf322dd8cae6aa9e27b51026",
        ),
        misses=(
            'OPENPIPE_API_KEY="opk_' + 'b1048eb25110dccc59b1c29208219edceedd426db"',
            'OPENPIPE_API_KEY="opk_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="OpenPipe docs, API keys",
        min_entropy=3.0,
    ),
)
