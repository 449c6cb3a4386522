"""Friendli: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="friendli-token",
        provider="Friendli",
        title="Friendli token",
        pattern=r"flp_[A-Za-z0-9]{40,50}",
        keywords=("flp_",),
        matches=(
            'FRIENDLI_TOKEN="flp_' + 'aiv72MfTFTsR7ywGw74Fd5BNyLQCdimO8MeVzdRcUUMj2"',
            "Authorization: Bearer flp_" + "GpvTBYy2iQt40PowjZLOp7923rZOISpPqizdCONt8ZPv",
        ),
        misses=(
            'FRIENDLI_TOKEN="flp_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Friendli docs, Personal access tokens",
        min_entropy=3.0,
    ),
)
