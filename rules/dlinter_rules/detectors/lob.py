"""Lob: secret API keys, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="lob-live-api-key",
        provider="Lob",
        title="Lob live API key",
        pattern=assigned(r"(?:^|[^a-z])lob[_.\- ]", r"live_[0-9a-f]{35}"),
        keywords=("live_",),
        matches=(
            'LOB_API_KEY="' + 'live_' + '65852fdb1aff3ea024f15a61ae92835756c"',
            "  lob_api_key: " + "live_" + "7bb4b811f45a8683f4db37cbed405d4fb65",
        ),
        misses=(
            'LOB_API_KEY="' + 'live_' + '65852fdb1aff3ea024f15a61ae928357"',
            'LOB_API_KEY="' + '0000_00000000000000000000000000000000000"',
            "REVISION=" + "live_" + "65852fdb1aff3ea024f15a61ae92835756c",
        ),
        source="Lob docs, Authentication",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
